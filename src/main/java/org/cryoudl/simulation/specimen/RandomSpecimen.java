package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.projection.RandomPurpose;
import org.jspecify.annotations.Nullable;

/**
 * A molecule that a seed decides: folded domains of different sizes that touch each other, without
 * symmetry, centred on its mass.
 *
 * @param seed decides everything about it; 1 by default
 * @param diameterAngstroms largest extent, nearly, in A; 200 by default
 * @param domains number of domains; 5 by default
 * @param sigmaAngstroms standard deviation of its Gaussians in A: its finest detail; 4 by default
 */
public record RandomSpecimen(
    @JsonPropertyDescription("decides everything about the molecule") Long seed,
    @JsonPropertyDescription("largest extent, nearly, in A") Double diameterAngstroms,
    @JsonPropertyDescription("number of domains; a motion's part is one of them") Integer domains,
    @JsonPropertyDescription("standard deviation of a blob in A: the finest detail")
        Double sigmaAngstroms) {

  private static final int PLACES_TRIED = 12;

  /** Distance of touching domains' centres over the sum of their radii. */
  private static final double TOUCHING = 0.85;

  /** Duplexes need room. */
  private static final double DUPLEX_DOMAIN_ANGSTROMS = 25;

  /** What is null takes its default. */
  public RandomSpecimen(
      @Nullable Long seed,
      @Nullable Double diameterAngstroms,
      @Nullable Integer domains,
      @Nullable Double sigmaAngstroms) {
    this.seed = seed == null ? 1 : seed;
    this.diameterAngstroms = Bounds.within("diameter_angstroms", diameterAngstroms, 200, 40, 2000);
    this.domains = Bounds.within("domains", domains, 5, 1, 20);
    this.sigmaAngstroms = Bounds.within("sigma_angstroms", sigmaAngstroms, 4, 0.5, 100);
  }

  /** The molecule as a specimen, whose parts are its domains. */
  public Specimen specimen() {
    SplittableRandom random = KeyedRandom.of(seed, RandomPurpose.RANDOM_SPECIMEN, 0);
    List<Ellipsoid> shape = scaled(grown(random));
    List<SpecimenPart> parts = new ArrayList<>();
    for (Ellipsoid each : shape) {
      parts.add(domain(each, random));
    }
    return new Specimen(
        "molecule " + seed, "random domains", "C1", null, List.of(), seed, parts, List.of());
  }

  /**
   * The outline of a domain; lengths in A, or relative before they are scaled.
   *
   * @param centre its centre
   * @param radii its half axes before it is turned
   */
  private record Ellipsoid(double[] centre, double[] radii) {

    double size() {
      return Math.cbrt(radii[0] * radii[1] * radii[2]);
    }
  }

  /** Domains one after the other, each touching an earlier one where there is most room. */
  private List<Ellipsoid> grown(SplittableRandom random) {
    List<Ellipsoid> all = new ArrayList<>();
    for (int d = 0; d < domains; d++) {
      double size = d == 0 ? 1 : between(random, 0.4, 0.9);
      double[] radii = new double[3];
      for (int a = 0; a < 3; a++) {
        radii[a] = size * between(random, 0.7, 1.15);
      }
      Ellipsoid best = new Ellipsoid(new double[3], radii);
      double most = Double.NEGATIVE_INFINITY;
      for (int t = 0; d > 0 && t < PLACES_TRIED; t++) {
        Ellipsoid parent = all.get(random.nextInt(d));
        double apart = TOUCHING * (parent.size() + best.size());
        double[] direction = FoldedDomain.randomDirection(random);
        Ellipsoid place = new Ellipsoid(Vectors.along(parent.centre, direction, apart), radii);
        double room = room(place, all);
        if (room > most) {
          most = room;
          best = place;
        }
      }
      all.add(best);
    }
    return all;
  }

  /** The least distance to the surfaces of other domains, negative where they overlap. */
  private static double room(Ellipsoid place, List<Ellipsoid> others) {
    return others.stream()
        .mapToDouble(
            other ->
                Vectors.norm(Vectors.minus(place.centre, other.centre))
                    - place.size()
                    - other.size())
        .min()
        .orElse(0);
  }

  /** The same shape, its mass in the middle, its farthest surface at half the diameter. */
  private List<Ellipsoid> scaled(List<Ellipsoid> shape) {
    double[] middle = new double[3];
    double total = 0;
    for (Ellipsoid each : shape) {
      double volume = Math.pow(each.size(), 3);
      middle = Vectors.along(middle, each.centre, volume);
      total += volume;
    }
    middle = Vectors.along(new double[3], middle, 1 / total);
    double reach = 0;
    for (Ellipsoid each : shape) {
      reach = Math.max(reach, Vectors.norm(Vectors.minus(each.centre, middle)) + each.size());
    }
    double scale = diameterAngstroms / 2 / reach;
    List<Ellipsoid> all = new ArrayList<>();
    for (Ellipsoid each : shape) {
      all.add(
          new Ellipsoid(
              Vectors.along(new double[3], Vectors.minus(each.centre, middle), scale),
              Vectors.along(new double[3], each.radii, scale)));
    }
    return all;
  }

  /** Filled like protein, or like RNA with its thicker, wider spaced duplexes. */
  private FoldedDomain domain(Ellipsoid shape, SplittableRandom random) {
    double[] turn = {
      360 * random.nextDouble(), 180 * random.nextDouble(), 360 * random.nextDouble()
    };
    boolean duplexes = random.nextBoolean() && shape.size() > DUPLEX_DOMAIN_ANGSTROMS;
    return new FoldedDomain(
        shape.centre,
        shape.radii,
        turn,
        duplexes ? new double[] {14, 50} : new double[] {8, 28},
        duplexes ? 19.0 : Math.max(8, 2.5 * sigmaAngstroms),
        duplexes ? 2 : 1,
        duplexes ? 7.0 : 0,
        sigmaAngstroms,
        duplexes ? 2.0 : 1.2,
        0.25);
  }

  private static double between(SplittableRandom random, double least, double most) {
    return least + (most - least) * random.nextDouble();
  }
}
