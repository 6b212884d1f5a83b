package org.cryoudl.training.pairs;

import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.training.config.MoleculeSettings;
import org.cryoudl.training.molecules.ImageFormation;
import org.cryoudl.training.molecules.ImagingConditions;
import org.cryoudl.training.molecules.RandomMolecule;

/**
 * Views of molecules invented on the fly; no picture is ever repeated. Every view is corrupted
 * afresh and its turn is known, so that the difference of two is the target.
 */
public final class MoleculeSource implements PairSource {

  private final MoleculeSettings settings;
  private final PolarArchitecture architecture;
  private final PairLayout layout;
  private final double targetDeviationDegrees;
  private final long seed;

  public MoleculeSource(
      MoleculeSettings settings,
      PolarArchitecture architecture,
      PairLayout layout,
      double targetDeviationDegrees,
      long seed) {
    this.settings = settings;
    this.architecture = architecture;
    this.layout = layout;
    this.targetDeviationDegrees = targetDeviationDegrees;
    this.seed = seed;
  }

  @Override
  public TrainingBatch batch(long step) {
    int particles = layout.particles();
    long firstMolecule = step * particles;
    BlobProjection[] molecules = new BlobProjection[particles];
    ImageFormation[] cameras = new ImageFormation[particles];
    for (int g = 0; g < particles; g++) {
      SplittableRandom random = KeyedRandom.of(seed, "molecule", firstMolecule + g);
      ImagingConditions imaging = ImagingConditions.draw(random, settings);
      molecules[g] = RandomMolecule.draw(random, imaging.box());
      cameras[g] = new ImageFormation(imaging);
    }
    double[] turnDegrees = new double[layout.images()];
    PolarBatch input =
        PolarBatch.of(
            layout.images(),
            architecture,
            i -> {
              SplittableRandom random = KeyedRandom.of(seed, "view", step * layout.images() + i);
              turnDegrees[i] = 360 * random.nextDouble();
              ImageFormation camera = cameras[i % particles];
              return Image.square(
                  camera.box(), camera.picture(molecules[i % particles], turnDegrees[i], random));
            });
    return new TrainingBatch(
        layout,
        input,
        KnownTargets.of(layout, turnDegrees, targetDeviationDegrees, architecture.angleBins()),
        "molecules " + firstMolecule + " to " + (firstMolecule + particles - 1));
  }
}
