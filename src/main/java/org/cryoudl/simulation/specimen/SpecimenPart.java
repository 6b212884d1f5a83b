package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cryoudl.simulation.specimen.Density.Blob;

/** A piece of a specimen's asymmetric unit that is written compactly and becomes many blobs. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "shape")
@JsonSubTypes({
  @JsonSubTypes.Type(value = FoldedDomain.class, name = "domain"),
  @JsonSubTypes.Type(value = Tube.class, name = "tube"),
  @JsonSubTypes.Type(value = LipidDisc.class, name = "lipid_disc"),
  @JsonSubTypes.Type(value = BlobList.class, name = "blobs")
})
public sealed interface SpecimenPart permits FoldedDomain, Tube, LipidDisc, BlobList {

  /** The part as Gaussians, always the same ones from the same random numbers. */
  List<Blob> blobs(SplittableRandom random);

  /** Checks a point of three coordinates. */
  static double[] requirePoint(String key, double[] point) {
    if (point == null || point.length != 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s must hold three numbers, got %s",
              key,
              point == null ? "none" : point.length));
    }
    return point;
  }

  /** Puts the default in place of a value that was left out and checks that it is positive. */
  static double positiveOr(String key, Double value, double otherwise) {
    double chosen = value == null ? otherwise : value;
    if (!(chosen > 0) || !Double.isFinite(chosen)) {
      throw new IllegalArgumentException(key + " must be a positive number, got " + chosen);
    }
    return chosen;
  }
}
