package org.cryoudl.io;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSelection;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.simulation.imaging.ColouredNoise;
import org.cryoudl.testing.TestStacks;
import org.cryoudl.testing.TurnedStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Every source of images. */
class ImageSourcesTest {

  /** Columns and rows differ, so that none is taken for the other. */
  private static final int WIDTH = 7;

  private static final int HEIGHT = 5;

  @TempDir Path folder;

  private static float[][] images(int count, int pixels, long seed) {
    Random random = new Random(seed);
    float[][] images = new float[count][pixels];
    for (float[] image : images) {
      for (int p = 0; p < pixels; p++) {
        image[p] = (float) random.nextGaussian();
      }
    }
    return images;
  }

  private Path write(String name, int width, int height, float[][] images) {
    Path file = folder.resolve(name);
    try (MrcWriter writer = MrcWriter.stack(file, width, height, OptionalDouble.of(2))) {
      for (float[] image : images) {
        writer.append(image);
      }
      writer.commit();
    }
    return file;
  }

  @Nested
  class MrcStack extends ImageSourceContract {

    private final float[][] written = images(6, WIDTH * HEIGHT, 1);
    private Path file;

    @BeforeEach
    void write() {
      file = ImageSourcesTest.this.write("a.mrcs", WIDTH, HEIGHT, written);
    }

    @Override
    protected ImageSource open() {
      return MrcFile.open(file);
    }

    @Override
    protected Optional<float[][]> pixels() {
      return Optional.of(written);
    }
  }

  /** Rows of a STAR file that name images of two stacks, out of order. */
  @Nested
  class RowsAcrossStacks extends ImageSourceContract {

    private final float[][] first = images(3, 36, 2);
    private final float[][] second = images(2, 36, 3);
    private ParticleSet set;

    @BeforeEach
    void write() {
      ImageSourcesTest.this.write("a.mrcs", 6, 6, first);
      ImageSourcesTest.this.write("b.mrcs", 6, 6, second);
      Path star =
          TestStacks.text(
              folder.resolve("p.star"),
              "data_particles\nloop_\n_rlnImageName\n"
                  + "3@a.mrcs\n2@b.mrcs\n1@a.mrcs\n1@b.mrcs\n2@a.mrcs\n");
      set = ParticleSet.open(star, ParticleSetOptions.DEFAULT);
    }

    @AfterEach
    void close() {
      set.close();
    }

    @Override
    protected ImageSource open() {
      return set.images();
    }

    @Override
    protected Optional<float[][]> pixels() {
      return Optional.of(new float[][] {first[2], second[1], first[0], second[0], first[1]});
    }
  }

  @Nested
  class SelectedRows extends ImageSourceContract {

    private final float[][] written = images(6, 36, 4);
    private ParticleSet set;

    @BeforeEach
    void write() {
      Path file = ImageSourcesTest.this.write("a.mrcs", 6, 6, written);
      set = ParticleSet.open(file, ParticleSetOptions.DEFAULT);
    }

    @AfterEach
    void close() {
      set.close();
    }

    @Override
    protected ImageSource open() {
      return ParticleSelection.of(set, new int[] {4, 0, 5}).images();
    }

    @Override
    protected Optional<float[][]> pixels() {
      return Optional.of(new float[][] {written[4], written[0], written[5]});
    }
  }

  @Nested
  class SimulatedNoise extends ImageSourceContract {

    @Override
    protected ImageSource open() {
      return new ColouredNoise(5, 9, new double[] {1, 4, 2, 1}, 6);
    }
  }

  /** Images in memory, which other tests train on. */
  @Nested
  class InMemory extends ImageSourceContract {

    @Override
    protected ImageSource open() {
      return new TurnedStack(5, 33, 0.1);
    }
  }
}
