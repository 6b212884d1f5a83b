package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.projection.RandomPurpose;
import org.jspecify.annotations.Nullable;

/**
 * A molecule of our own making, as synthetic/specimens/*.yaml describe it: an asymmetric unit and
 * the symmetry that repeats it.
 *
 * @param name a short name
 * @param description what it resembles
 * @param symmetry point group (C1, C2 ..., D2 ..., O); C1 by default
 * @param helix helical repetition after the point group; none by default
 * @param views directions to look from unless a recipe names others; one unturned view by default
 * @param seed decides where the segments of domains lie; 1 by default
 * @param parts pieces of the asymmetric unit
 * @param surroundings pieces that symmetry does not repeat, such as a membrane; none by default
 */
public record Specimen(
    @JsonPropertyDescription("short name") String name,
    @JsonPropertyDescription("what it resembles") String description,
    @JsonPropertyDescription("point group: C1, C2 ..., D2 ..., O") String symmetry,
    @JsonPropertyDescription("helical repetition along z") @Nullable Helix helix,
    @JsonPropertyDescription("directions to look from") List<EulerAngles> views,
    @JsonPropertyDescription("decides where the segments of domains lie") Long seed,
    @JsonPropertyDescription("pieces of the asymmetric unit") List<SpecimenPart> parts,
    @JsonPropertyDescription("pieces that symmetry does not repeat")
        List<SpecimenPart> surroundings) {

  /**
   * Helical repetition along z.
   *
   * @param riseAngstroms step along z from one subunit to the next in A
   * @param twistDegrees turn from one subunit to the next, positive is right-handed
   * @param lengthAngstroms extent of the filament in A
   */
  public record Helix(
      @JsonPropertyDescription("step along z in A") double riseAngstroms,
      @JsonPropertyDescription("turn a step in degrees, positive is right-handed")
          double twistDegrees,
      @JsonPropertyDescription("extent of the filament in A") double lengthAngstroms) {

    public Helix {
      SpecimenPart.positiveOr("rise_angstroms", riseAngstroms, riseAngstroms);
      SpecimenPart.positiveOr("length_angstroms", lengthAngstroms, lengthAngstroms);
    }
  }

  public Specimen {
    if (parts == null || parts.isEmpty()) {
      throw new IllegalArgumentException("parts must list at least one part");
    }
    parts = List.copyOf(parts);
    symmetry = symmetry == null ? "C1" : symmetry;
    Symmetry.ofPointGroup(symmetry);
    views = views == null || views.isEmpty() ? List.of(EulerAngles.IDENTITY) : List.copyOf(views);
    seed = seed == null ? 1 : seed;
    surroundings = surroundings == null ? List.of() : List.copyOf(surroundings);
  }

  /** The whole molecule. */
  public Density density() {
    return density(List.of());
  }

  /**
   * The whole molecule in another conformation.
   *
   * @param motions of parts of the asymmetric unit, before symmetry repeats it
   * @throws IllegalArgumentException if a motion names a part that is not there
   */
  public Density density(List<PartMotion> motions) {
    for (PartMotion motion : motions) {
      if (motion.part() > parts.size()) {
        throw new IllegalArgumentException(
            "part must be from 1 to " + parts.size() + ", got " + motion.part());
      }
    }
    Density whole = new Density(blobs(parts, 0, motions)).expanded(Symmetry.ofPointGroup(symmetry));
    if (helix != null) {
      whole =
          whole.expanded(
              Symmetry.helix(helix.riseAngstroms, helix.twistDegrees, helix.lengthAngstroms));
    }
    List<Density.Blob> all = new ArrayList<>(whole.blobs());
    all.addAll(blobs(surroundings, parts.size(), List.of()));
    return new Density(all);
  }

  private List<Density.Blob> blobs(
      List<SpecimenPart> pieces, int firstKey, List<PartMotion> motions) {
    List<Density.Blob> all = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      List<Density.Blob> piece =
          pieces.get(i).blobs(KeyedRandom.of(seed, RandomPurpose.SPECIMEN_PART, firstKey + i));
      for (PartMotion motion : motions) {
        piece = motion.part() == i + 1 ? motion.apply(piece) : piece;
      }
      all.addAll(piece);
    }
    return all;
  }
}
