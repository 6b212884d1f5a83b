package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.simulation.specimen.Density.Blob;

/**
 * Blobs written out one by one.
 *
 * @param blobs rows of x, y, z, sigma (all A) and weight
 */
public record BlobList(
    @JsonPropertyDescription("rows of x, y, z, sigma (all in A) and weight") List<double[]> blobs)
    implements SpecimenPart {

  public BlobList {
    if (blobs == null) {
      throw new IllegalArgumentException("blobs must list at least one row");
    }
    for (double[] row : blobs) {
      if (row.length != 5) {
        throw new IllegalArgumentException(
            "a row of blobs must hold x, y, z, sigma and weight, got " + row.length + " numbers");
      }
    }
    blobs = List.copyOf(blobs);
  }

  @Override
  public List<Blob> blobs(SplittableRandom random) {
    List<Blob> all = new ArrayList<>();
    for (double[] row : blobs) {
      all.add(new Blob(row[0], row[1], row[2], row[3], row[4]));
    }
    return all;
  }
}
