package org.cryoudl.certainty;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.simulation.PoseRange;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.PartMotion;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.cryoudl.simulation.views.DirectionModel;
import org.cryoudl.simulation.views.JunkModel;
import org.cryoudl.simulation.views.MicrographModel;
import org.cryoudl.simulation.views.SpecimenSource;
import org.cryoudl.simulation.views.ViewRecipe;
import org.cryoudl.simulation.views.ViewSimulator;
import org.cryoudl.simulation.views.ViewedSpecimen;
import org.cryoudl.testing.SimulatedFiles;

/**
 * A small simulated set whose truth is known, of one view or of several, to compare what an
 * alignment states of its own certainty with what is true.
 *
 * @param name a few words
 * @param simulator makes the particles; each of its specimens is one view
 * @param recipe what the simulator was made from
 * @param classes how many are looked for; 1 for an alignment
 */
record CertaintySet(String name, ViewSimulator simulator, ViewRecipe recipe, int classes) {

  private static final int BOX = 40;
  private static final double PIXEL_ANGSTROMS = 5;
  private static final double DIAMETER_ANGSTROMS = 125;
  private static final double SIGMA_ANGSTROMS = 5;

  /** Particles are seen from a direction that differs by about this from x. */
  private static final double SPREAD_DEGREES = 0.5;

  /** What differs from set to set; a set is made by {@link #of}. */
  static final class Maker {

    private final List<ViewedSpecimen> views = new ArrayList<>();
    private final String name;
    private final int count;
    private final double snr;
    private final int classes;
    private double ramp;
    private double junk;
    private double neighbours;
    private CtfModel.Mode ctf = CtfModel.Mode.NONE;

    Maker(String name, int count, double snr, int classes) {
      this.name = name;
      this.count = count;
      this.snr = snr;
      this.classes = classes;
    }

    /** Adds a view of a molecule of its own. */
    Maker view(long seed, double share) {
      return add(molecule(seed, List.of()), share);
    }

    /** Adds a view of a molecule one domain of which is moved across the view. */
    Maker moved(long seed, double angstroms, double share) {
      PartMotion motion = new PartMotion(2, null, new double[] {0, angstroms, -angstroms});
      return add(molecule(seed, List.of(motion)), share);
    }

    /**
     * Adds a view that is two-fold but for a share of its density.
     *
     * @param lopsided 0 for a two-fold view, 1 for one half of the molecule without the other
     */
    Maker twoFold(long seed, double lopsided, double share) {
      List<Density.Blob> blobs = new ArrayList<>();
      for (Density.Blob b : molecule(seed, List.of()).blobs()) {
        double half = 0.5 * b.weight();
        blobs.add(new Density.Blob(b.x(), b.y(), b.z(), b.sigma(), half * (1 + lopsided)));
        blobs.add(new Density.Blob(b.x(), -b.y(), -b.z(), b.sigma(), half * (1 - lopsided)));
      }
      return add(new Density(blobs), share);
    }

    /** Grey ramps of up to so many deviations of the noise across a box. */
    Maker ramp(double deviations) {
      ramp = deviations;
      return this;
    }

    /** A share of the boxes without a good particle. */
    Maker junk(double share) {
      junk = share;
      return this;
    }

    /** A share of the particles with another one at the rim. */
    Maker neighbours(double share) {
      neighbours = share;
      return this;
    }

    /** Images with the CTF of a microscope. */
    Maker ctf() {
      ctf = CtfModel.Mode.FULL;
      return this;
    }

    CertaintySet set(long seed) {
      RandomSpecimen any = new RandomSpecimen(null, null, null, null);
      ViewRecipe recipe =
          new ViewRecipe(
              name,
              seed,
              count,
              BOX,
              PIXEL_ANGSTROMS,
              List.of(new SpecimenSource(null, any, null, null, null, null, null, null, null)),
              null,
              new PoseRange(null, null, 2.0, null),
              neighbours,
              new JunkModel(junk, null, null, null, null, null, null, null),
              new MicrographModel(10, null, ramp),
              new CtfModel(ctf, null, null, null, 8000.0, 20000.0, 100.0, null, 8),
              snr,
              false);
      return new CertaintySet(name, new ViewSimulator(recipe, views), recipe, classes);
    }

    private Maker add(Density density, double share) {
      DirectionModel along =
          new DirectionModel(
              DirectionModel.Kind.PREFERRED,
              List.of(new DirectionModel.Axis(0.0, 90.0, null)),
              SPREAD_DEGREES,
              null,
              null);
      views.add(new ViewedSpecimen("view " + (views.size() + 1), density, along, List.of(), share));
      return this;
    }

    private static Density molecule(long seed, List<PartMotion> motions) {
      return new RandomSpecimen(seed, DIAMETER_ANGSTROMS, 4, SIGMA_ANGSTROMS)
          .specimen()
          .density(motions);
    }
  }

  /** The truth of a particle. */
  ViewSimulator.Truth truth(int index) {
    return simulator.truth(index);
  }

  int size() {
    return recipe.count();
  }

  /** Writes a stack and, where there is a CTF, a STAR; returns what is to be read. */
  Path write(Path folder) {
    return SimulatedFiles.write(
        folder,
        "set",
        BOX,
        PIXEL_ANGSTROMS,
        size(),
        i -> simulator.simulate(i).noisy().pixels(),
        IntStream.range(0, size())
            .mapToObj(i -> truth(i).ctf())
            .flatMap(Optional::stream)
            .toList());
  }
}
