package org.cryoudl.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.torch.TorchCheckpoint;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.TestStacks;
import org.cryoudl.testing.TorchFileWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files cut short or with some bytes changed are read or refused as bad data, in one line that
 * names the file; nothing else comes of them.
 */
class DamagedFilesTest {

  @TempDir Path folder;

  /** How often each file is damaged. */
  int mutants() {
    return 300;
  }

  @BeforeEach
  void makeStack() {
    TestStacks.stack(folder.resolve("a.mrcs"), 4, 3, 0, OptionalDouble.of(2));
  }

  private void readsOrRefuses(Path good, Consumer<Path> read) throws IOException {
    read.accept(good);
    byte[] bytes = Files.readAllBytes(good);
    String name = good.getFileName().toString();
    Path mutant = folder.resolve("mutant" + name.substring(name.indexOf('.')));
    SplittableRandom random = new SplittableRandom(20);
    for (int i = 0; i < mutants(); i++) {
      byte[] changed =
          i % 5 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
      for (int change = random.nextInt(i % 5 == 0 ? 1 : 0, 4); change >= 0; change--) {
        int at = random.nextInt(Math.max(1, Math.min(changed.length, 2000)));
        if (at < changed.length) {
          int[] choices = {0, 255, 127, 128, ' ', '\n', '9', '-', random.nextInt(256)};
          changed[at] = (byte) choices[random.nextInt(choices.length)];
        }
      }
      Files.write(mutant, changed);
      try {
        read.accept(mutant);
      } catch (DataException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      } catch (RuntimeException | OutOfMemoryError e) {
        fail("mutant " + i + " of " + name, e);
      }
    }
  }

  @Test
  void stacks() throws IOException {
    readsOrRefuses(
        folder.resolve("a.mrcs"),
        file -> {
          try (MrcFile mrc = MrcFile.open(file)) {
            for (int i = 0; i < Math.min(3, mrc.size()); i++) {
              mrc.read(i);
            }
          }
        });
  }

  private void readAll(Path file) {
    try (ParticleSet set = ParticleSet.open(file, ParticleSetOptions.DEFAULT)) {
      for (int row = 0; row < Math.min(4, set.size()); row++) {
        set.ctf(row);
        set.xmippPose(row);
        set.classNumber(row);
        set.images().read(row);
        set.starImageName(row);
      }
      set.phases();
      set.saysDark();
    }
  }

  @Test
  void starFiles() throws IOException {
    readsOrRefuses(
        TestStacks.text(
            folder.resolve("p.star"),
            """
            # version 30001
            data_optics
            loop_
            _rlnOpticsGroup #1
            _rlnVoltage #2
            _rlnSphericalAberration #3
            _rlnAmplitudeContrast #4
            _rlnImagePixelSize #5
            _rlnImageSize #6
            1 300 2.7 0.1 2.0 4
            data_particles
            loop_
            _rlnImageName #1
            _rlnOpticsGroup #2
            _rlnDefocusU #3
            _rlnAnglePsi #4
            _rlnOriginXAngst #5
            _rlnClassNumber #6
            000001@a.mrcs 1 12000 10 1.5 2
            000003@a.mrcs 1 12000 -10 -1.5 1
            """),
        this::readAll);
  }

  @Test
  void xmdFiles() throws IOException {
    readsOrRefuses(
        TestStacks.text(
            folder.resolve("p.xmd"),
            """
            # XMIPP_STAR_1 *
            data_noname
            loop_
             _image
             _enabled
             _anglePsi
             _shiftX
             _flip
             _ref
             _ctfSamplingRate
             _ctfVoltage
             _ctfSphericalAberration
             _ctfQ0
             _ctfDefocusU
             _ctfVPPphaseshift
            000001@a.mrcs 1 10 1.5 0 2 2.0 300 2.7 0.1 12000 90
            000003@a.mrcs 1 -10 -1.5 0 1 2.0 300 2.7 0.1 12000 90
            """),
        this::readAll);
  }

  @Test
  void cryosparcFiles() throws IOException {
    readsOrRefuses(
        new NpyBytes()
            .with("uid", 1L, 2L)
            .with("blob/path", "a.mrcs", ">a.mrcs")
            .with("blob/idx", 0f, 2f)
            .with("blob/shape", new float[] {4, 4}, new float[] {4, 4})
            .with("blob/psize_A", 2f, 2f)
            .with("alignments2D/pose", 0.1f, 0.2f)
            .with("alignments2D/shift", new float[] {1, 2}, new float[] {3, 4})
            .with("alignments2D/class", 1f, 2f)
            .write(folder.resolve("p.cs")),
        this::readAll);
  }

  @Test
  void checkpoints() throws IOException {
    readsOrRefuses(
        new TorchFileWriter()
            .add("x", new long[] {2, 3}, 1, 2, 3, 4, 5, 6)
            .addCount("n", 7)
            .write(folder.resolve("p.pth")),
        file -> {
          try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
            checkpoint.tensors().keySet().forEach(checkpoint::values);
          }
        });
  }

  @Test
  void models() throws IOException {
    Path file = folder.resolve("m.safetensors");
    new SafetensorsFile(
            java.util.Map.of("a", "b"),
            java.util.Map.of(
                "x", new SafetensorsFile.Tensor(new long[] {2, 2}, new float[] {1, 2, 3, 4})))
        .write(file);
    readsOrRefuses(file, SafetensorsFile::read);
  }
}
