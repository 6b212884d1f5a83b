package org.cryoudl.training;

import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.network.PolarArchitecture;
import org.cryoudl.network.PolarBatch;
import org.cryoudl.simulation.BlobProjection;

/** Views of molecules invented on the fly; no picture is ever repeated. */
final class MoleculeSource {

  private final MoleculeSettings settings;
  private final PolarArchitecture architecture;
  private final int particles;
  private final int views;
  private final long seed;

  MoleculeSource(
      MoleculeSettings settings,
      PolarArchitecture architecture,
      int particles,
      int views,
      long seed) {
    this.settings = settings;
    this.architecture = architecture;
    this.particles = particles;
    this.views = views;
    this.seed = seed;
  }

  /** The batch of a step: the same for the same seed and step, whatever the number of threads. */
  ViewBatch batch(long step) {
    BlobProjection[] molecules = new BlobProjection[particles];
    ParticleCamera[] cameras = new ParticleCamera[particles];
    for (int g = 0; g < particles; g++) {
      SplittableRandom random = RandomKey.of(seed, "molecule", step * particles + g);
      Imaging imaging = Imaging.draw(random, settings);
      molecules[g] = RandomMolecule.draw(random, imaging.box());
      cameras[g] = new ParticleCamera(imaging);
    }
    double[] turns = new double[particles * views];
    PolarBatch input =
        PolarBatch.of(
            particles * views,
            architecture,
            i -> {
              SplittableRandom random = RandomKey.of(seed, "view", step * particles * views + i);
              turns[i] = 360 * random.nextDouble();
              int g = i % particles;
              float[] pixels = cameras[g].picture(molecules[g], turns[i], random);
              return Image.square(cameras[g].box(), pixels);
            });
    return new ViewBatch(particles, views, input, turns);
  }
}
