package org.cryoudl.alignment.confidence;

import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.search.ParticlePoseSearch;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.Robust;

/**
 * How well pure noise agrees with an average: images of noise with the measured spectrum, and with
 * the CTF of real particles, are looked for in it like particles. The best of very many poses
 * always agrees somewhat, so that the correlation of noise is not 0.
 *
 * @param correlation their median whitened correlation with the average
 * @param scale how strongly they seem to show it, the median
 */
record NullCorrelation(double correlation, double scale) {

  private static final int IMAGES = 60;
  private static final long SEED = 77003L;

  /**
   * Measures it.
   *
   * @param radius frequencies that particles are compared on, in cycles per box
   */
  static NullCorrelation of(RefinementState state, int radius, double maxShiftPixels) {
    SpectrumSource source = state.source();
    NoiseSpectrum noise = state.noise();
    SubsetSource some = SubsetSource.spread(source, IMAGES);
    FrequencyDisc full = source.disc();
    Band band = Band.of(source, radius, noise);
    AverageModel model = state.averages().model(radius);
    ParticlePoseSearch.Target target = ParticlePoseSearch.Target.of(state, maxShiftPixels);
    double[] correlation = new double[some.size()];
    double[] scale = new double[some.size()];
    ParallelLoop.reduce(
        some.size(),
        () -> new Work(new ParticlePoseSearch(target), new PoseRefinement(band, model)),
        (work, i) -> {
          ParticleSpectrum image = image(full, noise, some.get(i).ctf(), i);
          Pose pose = work.finder.find(image);
          // One step goes there, the next says what is there.
          pose = work.steps.step(image, pose).pose();
          PoseRefinement.Step step = work.steps.step(image, pose);
          correlation[i] = step.correlation();
          scale[i] = step.scale();
        },
        (a, b) -> {});
    return new NullCorrelation(Robust.median(correlation), Robust.median(scale));
  }

  private record Work(ParticlePoseSearch finder, PoseRefinement steps) {}

  private static ParticleSpectrum image(
      FrequencyDisc disc, NoiseSpectrum noise, Optional<float[]> ctf, int index) {
    SplittableRandom random = new SplittableRandom(SEED + index);
    float[] values = new float[2 * disc.size()];
    for (int j = 0; j < disc.size(); j++) {
      double deviation = Math.sqrt(noise.variance(disc.shell(j)) / 2);
      values[2 * j] = (float) (deviation * random.nextGaussian());
      values[2 * j + 1] = (float) (deviation * random.nextGaussian());
    }
    return new ParticleSpectrum(values, ctf);
  }
}
