package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.cryoudl.simulation.specimen.Density.Blob;

/**
 * A round patch of membrane with its normal along z: two dense layers of head groups, a fainter
 * layer of tails between them, and a belt around the rim.
 *
 * @param centreAngstroms middle of the disc in A
 * @param radiusAngstroms outer radius in A
 * @param holeRadiusAngstroms radius kept free for the protein, in A; 0 by default
 * @param thicknessAngstroms distance between the layers of head groups in A; 36 by default
 * @param weight weight of a head group's blob; 1 by default
 */
public record LipidDisc(
    @JsonPropertyDescription("middle of the disc in A") double[] centreAngstroms,
    @JsonPropertyDescription("outer radius in A") Double radiusAngstroms,
    @JsonPropertyDescription("radius kept free for the protein in A") Double holeRadiusAngstroms,
    @JsonPropertyDescription("distance between the layers of head groups in A")
        Double thicknessAngstroms,
    @JsonPropertyDescription("weight of a head group") Double weight)
    implements SpecimenPart {

  private static final double SPACING_ANGSTROMS = 7;
  private static final double HEAD_SIGMA_ANGSTROMS = 3.6;
  private static final double TAIL_SIGMA_ANGSTROMS = 6;
  private static final double TAIL_WEIGHT = 0.55;
  private static final double BELT_WEIGHT = 1.6;

  public LipidDisc {
    SpecimenPart.requirePoint("centre_angstroms", centreAngstroms);
    radiusAngstroms = SpecimenPart.positiveOr("radius_angstroms", radiusAngstroms, 50);
    thicknessAngstroms = SpecimenPart.positiveOr("thickness_angstroms", thicknessAngstroms, 36);
    holeRadiusAngstroms = holeRadiusAngstroms == null ? 0 : holeRadiusAngstroms;
    if (!(holeRadiusAngstroms >= 0 && holeRadiusAngstroms < radiusAngstroms)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "hole_radius_angstroms must be from 0 to radius_angstroms (%s), got %s",
              radiusAngstroms,
              holeRadiusAngstroms));
    }
    weight = weight == null ? 1 : weight;
  }

  @Override
  public List<Blob> blobs(SplittableRandom random) {
    List<Blob> all = new ArrayList<>();
    int steps = (int) Math.ceil(radiusAngstroms / SPACING_ANGSTROMS);
    for (int i = -steps; i <= steps; i++) {
      for (int j = -2 * steps; j <= 2 * steps; j++) {
        // A hexagonal lattice: no direction stands out.
        double x = (j + i / 2.0) * SPACING_ANGSTROMS + random.nextDouble(-3.5, 3.5);
        double y = i * SPACING_ANGSTROMS * Math.sqrt(0.75) + random.nextDouble(-3.5, 3.5);
        double radius = Math.hypot(x, y);
        if (radius >= holeRadiusAngstroms && radius <= radiusAngstroms - SPACING_ANGSTROMS) {
          addLipid(all, x, y);
        }
      }
    }
    int belt = (int) Math.round(2 * Math.PI * radiusAngstroms / SPACING_ANGSTROMS);
    for (int i = 0; i < belt; i++) {
      double angle = 2 * Math.PI * i / belt;
      for (int side = -1; side <= 1; side += 2) {
        double z = side * thicknessAngstroms / 5;
        all.add(
            blob(
                radiusAngstroms * Math.cos(angle),
                radiusAngstroms * Math.sin(angle),
                z,
                HEAD_SIGMA_ANGSTROMS,
                BELT_WEIGHT));
      }
    }
    return all;
  }

  private void addLipid(List<Blob> all, double x, double y) {
    double half = thicknessAngstroms / 2;
    all.add(blob(x, y, half, HEAD_SIGMA_ANGSTROMS, 1));
    all.add(blob(x, y, -half, HEAD_SIGMA_ANGSTROMS, 1));
    all.add(blob(x, y, half / 2, TAIL_SIGMA_ANGSTROMS, TAIL_WEIGHT));
    all.add(blob(x, y, -half / 2, TAIL_SIGMA_ANGSTROMS, TAIL_WEIGHT));
  }

  private Blob blob(double x, double y, double z, double sigma, double share) {
    return new Blob(
        centreAngstroms[0] + x,
        centreAngstroms[1] + y,
        centreAngstroms[2] + z,
        sigma,
        weight * share);
  }
}
