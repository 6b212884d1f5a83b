package org.cryoudl.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that runs a network says so if the requested device does not exist. */
class DeviceOptionTest {

  private static final int IMAGES = 6;
  private static final int BOX = 32;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train -c configs/tiny.yaml -o OUT",
        "align -i STACK -o OUT",
        "validate -i STACK -o OUT",
        "evaluate pairs -i STACK --truth TRUTH",
        "evaluate reference -i STACK --truth TRUTH",
        "demo -o OUT",
      })
  void devicesThatAreNotThereAreRefused(String command) throws IOException {
    Path out = folder.resolve("out");
    List<String> args = new ArrayList<>();
    for (String word : command.split(" ")) {
      args.add(
          switch (word) {
            case "STACK" -> stack().toString();
            case "TRUTH" -> truth().toString();
            case "OUT" -> out.toString();
            default -> word;
          });
    }
    args.addAll(List.of("--device", "cuda:99"));
    CommandRun missing = CommandRun.of(args.toArray(String[]::new));
    assertEquals(4, missing.code(), missing.err());
    assertTrue(
        missing.err().contains("cryoudl: there is no device cuda:99: GPUs the engine sees here: "),
        missing.err());
    assertTrue(missing.err().contains("use --device cpu or auto"), missing.err());
    assertFalse(Files.exists(out.resolve("summary.json")));
    assertFalse(Files.exists(out.resolve("simulated")));

    args.set(args.size() - 1, "tpu");
    CommandRun unknown = CommandRun.of(args.toArray(String[]::new));
    assertEquals(2, unknown.code(), unknown.err());
    assertTrue(unknown.err().contains("there is no device 'tpu'"), unknown.err());
  }

  private Path stack() {
    Path file = folder.resolve("stack.mrcs");
    Random random = new Random(1);
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(2))) {
      for (int i = 0; i < IMAGES; i++) {
        float[] pixels = new float[BOX * BOX];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] = random.nextFloat();
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private Path truth() throws IOException {
    StringBuilder text = new StringBuilder("index,angle_deg,down_px,right_px\n");
    for (int i = 1; i <= IMAGES; i++) {
      text.append(i).append(",0,0,0\n");
    }
    return Files.writeString(folder.resolve("truth.csv"), text);
  }
}
