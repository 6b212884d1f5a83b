package org.cryoudl.pipeline.volumes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.FourierShift;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.io.ImageSource;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Progress;
import org.cryoudl.volume.Backprojection;

/**
 * Adds up particles where they belong in the transform of a volume, and keeps the sums now and
 * then.
 *
 * @param images of the particles
 * @param phases what was done to them
 * @param pixelSizeAngstroms that the CTF is for
 * @param views of all particles
 * @param halfOf 0 or 1 for each particle
 * @param halves 2 where halves are added up apart, 1 where not
 * @param symmetry of the particle
 */
record ParticleSums(
    ImageSource images,
    PhaseState phases,
    double pixelSizeAngstroms,
    List<View> views,
    int[] halfOf,
    int halves,
    PointGroup symmetry) {

  /** Images that are transformed before they are added: they fill few megabytes. */
  private static final int BATCH = 64;

  /** The file that keeps the sums. */
  static final String KEPT = "sums";

  /** Sums of nothing. */
  List<Backprojection> none() {
    return Stream.generate(() -> new Backprojection(images.width(), symmetry))
        .limit(halves)
        .toList();
  }

  /**
   * Adds up particles, from where an earlier run kept its sums.
   *
   * @param first particle
   * @param end the particle after the last
   * @param state keeps the sums
   */
  List<Backprojection> of(int first, int end, RunState state, Progress progress) {
    List<Backprojection> sums = none();
    int from = first;
    if (Files.exists(state.file(KEPT))) {
      try {
        from = SumsFile.addTo(sums, state.file(KEPT));
      } catch (IOException e) {
        sums = none(); // damaged: from the beginning
      }
    }
    try (Progress.Stage stage = progress.start("adding up images", end - first)) {
      stage.advance(from - first);
      while (from < end) {
        int count = Math.min(BATCH, end - from);
        add(sums, from, count);
        from += count;
        stage.advance(count);
        if (from < end && state.isDue(SumsFile.bytes(sums))) {
          keep(sums, from, state);
        }
      }
    }
    return sums;
  }

  /** Keeps the sums. */
  static void keep(List<Backprojection> sums, int next, RunState state) {
    state.keepFile(KEPT, file -> SumsFile.write(file, next, sums));
  }

  /**
   * The sums that several runs have kept, added up in their order.
   *
   * @throws DataException if one is missing or damaged
   */
  List<Backprojection> merged(List<RunState> states, Progress progress) {
    List<Backprojection> sums = none();
    try (Progress.Stage stage = progress.start("adding up shards", states.size())) {
      for (RunState each : states) {
        Path file = each.file(KEPT);
        try {
          SumsFile.addTo(sums, file);
        } catch (IOException e) {
          throw new DataException(
              file + " cannot be read (" + e.getMessage() + "); make this shard again", e);
        }
        stage.advance(1);
      }
    }
    return sums;
  }

  private void add(List<Backprojection> sums, int from, int count) {
    Backprojection.Picture[] pictures = new Backprojection.Picture[count];
    ParallelLoop.run(count, i -> pictures[i] = picture(from + i, views.get(from + i)));
    for (int half = 0; half < sums.size(); half++) {
      List<Backprojection.Picture> own = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        if (sums.size() == 1 || halfOf[from + i] == half) {
          own.add(pictures[i]);
        }
      }
      sums.get(half).add(own);
    }
  }

  /** Brings an image to the origin of its box and multiplies its transform by its CTF. */
  private Backprojection.Picture picture(int row, View view) {
    int box = images.width();
    float[] pixels = new float[box * box];
    images.read(row, pixels);
    Fft2D fft = Fft2D.of(box);
    HalfSpectrum spectrum = fft.forward(pixels);
    fft.centrePhase(spectrum.values());
    if (view.originXPixels() != 0 || view.originYPixels() != 0) {
      FourierShift.apply(spectrum, view.originXPixels(), view.originYPixels());
    }
    float[] weights =
        view.ctf().map(ctf -> new Ctf(ctf).sample(box, pixelSizeAngstroms)).orElse(new float[0]);
    if (weights.length > 0) {
      if (phases == PhaseState.FLIPPED) {
        for (int i = 0; i < weights.length; i++) {
          weights[i] = Math.abs(weights[i]);
        }
      }
      if (phases != PhaseState.PREMULTIPLIED) {
        spectrum.multiply(weights);
      }
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= weights[i];
      }
    }
    return new Backprojection.Picture(spectrum, weights, view.angles());
  }
}
