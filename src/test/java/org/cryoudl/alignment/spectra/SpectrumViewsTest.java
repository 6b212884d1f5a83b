package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every view of a source of spectra. */
class SpectrumViewsTest {

  /** Particles without noise or CTF. */
  private static AnalyticParticles clean(int box) {
    return AnalyticParticles.simulate(
        SpectrumViewContract.BLOBS,
        new FrequencyDisc(box, 10),
        SpectrumViewContract.COUNT,
        0,
        2,
        AnalyticParticles.NO_CTF,
        4);
  }

  @Nested
  class Centred extends SpectrumViewContract {

    private static Pose[] poses(double scale) {
      return IntStream.range(0, COUNT)
          .mapToObj(i -> new Pose(50 * i, scale * (i - 2.3), scale * (1.7 - 0.4 * i)))
          .toArray(Pose[]::new);
    }

    @Override
    SpectrumView view(SpectrumSource source) {
      return new CentredSource(source, poses(1));
    }

    @Override
    SpectrumView undone(SpectrumSource changed) {
      return new CentredSource(changed, poses(-1));
    }

    @Override
    SpectrumView identity(SpectrumSource source) {
      return new CentredSource(source, poses(0));
    }

    /** The angle of a pose turns nothing. */
    @ParameterizedTest
    @ValueSource(ints = {25, 26})
    void originsMoveTheContentByThemselves(int box) {
      AnalyticParticles clean = clean(box);
      SpectrumView view = view(clean);
      for (int i = 0; i < COUNT; i++) {
        GaussianBlobs shown = BLOBS.moved(AnalyticParticles.inverse(clean.poses()[i]));
        Pose pose = poses(1)[i];
        Pose shift = new Pose(0, pose.originXPixels(), pose.originYPixels());
        assertShown(shown.moved(shift), view, i);
      }
    }
  }

  @Nested
  class Mirrored extends SpectrumViewContract {

    private static boolean[] some() {
      boolean[] flipped = new boolean[COUNT];
      flipped[1] = true;
      flipped[4] = true;
      flipped[6] = true;
      return flipped;
    }

    @Override
    SpectrumView view(SpectrumSource source) {
      return new MirroredSource(source, some());
    }

    @Override
    SpectrumView undone(SpectrumSource changed) {
      return new MirroredSource(changed, some());
    }

    @Override
    SpectrumView identity(SpectrumSource source) {
      return new MirroredSource(source, new boolean[COUNT]);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 26})
    void columnsTurnOverAboutTheCentre(int box) {
      AnalyticParticles clean = clean(box);
      SpectrumView view = view(clean);
      for (int i = 0; i < COUNT; i++) {
        GaussianBlobs shown = BLOBS.moved(AnalyticParticles.inverse(clean.poses()[i]));
        assertShown(some()[i] ? turnedOver(shown) : shown, view, i);
      }
    }

    private static GaussianBlobs turnedOver(GaussianBlobs blobs) {
      return new GaussianBlobs(
          Arrays.stream(blobs.blobs())
              .map(b -> new double[] {b[0], -b[1], b[2], b[3]})
              .toArray(double[][]::new));
    }
  }

  @Nested
  class Ctf extends SpectrumViewContract {

    private static float[] scaled(float[] ctf, float factor) {
      float[] scaled = ctf.clone();
      for (int j = 0; j < scaled.length; j++) {
        scaled[j] *= factor;
      }
      return scaled;
    }

    @Override
    SpectrumView view(SpectrumSource source) {
      return new CtfView(source, ctf -> scaled(ctf, -4));
    }

    @Override
    SpectrumView undone(SpectrumSource changed) {
      return new CtfView(changed, ctf -> scaled(ctf, -0.25f));
    }

    @Override
    SpectrumView identity(SpectrumSource source) {
      return new CtfView(source, ctf -> ctf);
    }
  }

  @Nested
  class Subset extends SpectrumViewContract {

    private static final int[] ORDER = {4, 2, 6, 0, 1, 5, 3};

    @Override
    SpectrumView view(SpectrumSource source) {
      return new SubsetSource(source, ORDER.clone());
    }

    @Override
    SpectrumView undone(SpectrumSource changed) {
      int[] back = new int[COUNT];
      for (int i = 0; i < COUNT; i++) {
        back[ORDER[i]] = i;
      }
      return new SubsetSource(changed, back);
    }

    @Override
    SpectrumView identity(SpectrumSource source) {
      return SubsetSource.spread(source, COUNT);
    }
  }

  @Nested
  class Symmetric extends SpectrumViewContract {

    @Override
    SpectrumView view(SpectrumSource source) {
      return new SymmetricSource(source, new CyclicSymmetry(5));
    }

    @Override
    SpectrumView undone(SpectrumSource changed) {
      return new SymmetricSource(changed, particles(changed.disc().box()).symmetry());
    }

    @Override
    SpectrumView identity(SpectrumSource source) {
      return new SymmetricSource(source, source.symmetry());
    }
  }

  /** Particles in memory, which other tests align. */
  @Nested
  class InMemory extends SpectrumSourceContract {

    @Override
    protected SpectrumSource source(int box) {
      AnalyticParticles clean = clean(box);
      assertEquals(clean.poses().length, clean.size());
      return clean;
    }
  }
}
