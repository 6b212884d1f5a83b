package org.cryoudl.io.particles.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relative name that holds from the working folder and beside the metadata as well. */
class StackResolverTest {

  @TempDir private Path folder;

  private Path run;
  private Path star;

  @BeforeEach
  void makeFolders() throws IOException {
    run = Files.createDirectories(folder.resolve("run"));
    Path data = Files.createDirectories(folder.resolve("data"));
    star = data.resolve("p.star");
    Files.writeString(star, "data_\nloop_\n_rlnImageName\n1@a.mrcs\n2@a.mrcs\n");
  }

  private static Path stack(Path folder, int images) {
    Path file = folder.resolve("a.mrcs");
    try (MrcWriter writer = MrcWriter.stack(file, 8, 8, OptionalDouble.of(2))) {
      for (int i = 0; i < images; i++) {
        float[] pixels = new float[64];
        pixels[0] = i + images;
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private List<String> warnings() {
    try (ParticleSet set = ParticleSet.open(star, ParticleSetOptions.DEFAULT.runningIn(run))) {
      return set.warnings();
    }
  }

  @Test
  void anotherStackOfThatNameIsSaid() {
    Path taken = stack(run, 3);
    Path other = stack(folder.resolve("data"), 2);
    StackResolver resolver = new StackResolver(Optional.empty(), run, star);
    assertEquals(taken, resolver.resolve("a.mrcs", "here"));
    assertEquals(Optional.of(other), resolver.other("a.mrcs", taken));
    assertEquals(
        List.of(
            star
                + ", line 4: the stack a.mrcs is taken to be "
                + taken
                + ", but another file of that name with other contents is "
                + other
                + "; run from, or name, the project folder that is meant"),
        warnings());
  }

  @Test
  void aCopyOrALinkIsTheSameStack() throws IOException {
    Path taken = stack(run, 3);
    Path beside = folder.resolve("data/a.mrcs");
    Files.copy(taken, beside);
    assertEquals(List.of(), warnings());
    Files.delete(beside);
    Files.createSymbolicLink(beside, taken);
    assertEquals(List.of(), warnings());
    Files.delete(beside);
    assertTrue(warnings().isEmpty());
  }
}
