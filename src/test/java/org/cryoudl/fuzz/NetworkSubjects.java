package org.cryoudl.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.TorchFileWriter;
import org.cryoudl.testing.TurnedPictures;

/** Files of weights, of training runs, and pictures to align to, which need the tensor engine. */
final class NetworkSubjects {

  private static final String SIZES =
      " --set input_pixels=16 --set widths=[3,5] --set mask_widths=[2] --set head=7";

  private static final String TRAINING =
      """
      kind: training
      name: polar-tiny
      seed: 7
      architecture: {rings: 8, angle_bins: 36, width: 2, blocks: 1, features: 2, profile_width: 4}
      molecules:
        boxes: [16]
        noise_to_signal: [0.2, 1]
        low_noise_share: 0
        shift: [0, 0.03]
      optimiser:
        steps: 2
        particles_per_step: 2
        views: 4
        learning_rate: 0.01
        schedule: {shape: cosine, warm_up_steps: 1}
        average_decay: 0.9
      validation: {every_steps: 1, molecules: 1, views: 4}
      checkpoint_every_steps: 1
      checkpoints_kept: 3
      """;

  private final Path root;

  NetworkSubjects(Path root) {
    this.root = root;
  }

  /** Files of weights. */
  List<Subject> quick() throws IOException {
    List<Subject> all = new ArrayList<>(checkpoints());
    all.add(model());
    return all;
  }

  /** Files that lead to a training or an alignment with the network. */
  List<Subject> slow() throws IOException {
    List<Subject> all = new ArrayList<>(training());
    all.add(weights());
    all.add(picture());
    return all;
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(root.resolve(name));
  }

  /** A configuration, and the files of a run that was stopped after its first step. */
  private List<Subject> training() throws IOException {
    Path folder = folder("training");
    Path config = Files.writeString(folder.resolve("t.yaml"), TRAINING);
    Path run = folder("resumed").resolve("stopped");
    CommandRun made =
        CommandRun.of(
            "train", "-q", "--device", "cpu", "-c", config.toString(), "-o", run.toString());
    if (made.code() != 0) {
      throw new IllegalStateException(made.err());
    }
    Files.copy(config, run.resolveSibling("t.yaml"));
    for (String later : List.of("model", "checkpoints/step-000000002", "checkpoints/best")) {
      Files.deleteIfExists(run.resolve(later + ".safetensors"));
    }
    String resume = "train -c DIR/t.yaml -o DIR/made/run --resume --device cpu";
    List<Subject> all = new ArrayList<>();
    all.add(
        Subject.of(
            "training",
            config,
            "config show FILE",
            "config schema FILE",
            "train -c FILE -o OUT --device cpu --set optimiser.steps=1"));
    for (String file :
        List.of(
            "checkpoints/step-000000001.safetensors", "config.yaml", "run.json", "metrics.jsonl")) {
      all.add(Subject.ofRun(file, run, file, resume));
    }
    return all;
  }

  /** A picture that angles are measured against. */
  private Subject picture() throws IOException {
    Path folder = folder("picture");
    Subjects.stack(folder.resolve("a.mrcs"), 2);
    Subjects.writeTruth(folder.resolve("truth.csv"));
    TurnedPictures.writeModel(folder.resolve("m.safetensors"));
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, Math.max(0, 200 - 3 * Math.abs(i - 120)));
    }
    Path file = folder.resolve("r.png");
    ImageIO.write(image, "png", file.toFile());
    return new Subject(
        "picture",
        folder,
        file,
        Files.readAllBytes(file),
        Optional.empty(),
        NetworkSubjects::withChecksums,
        List.of(
            "align -i DIR/a.mrcs --method oracle --truth DIR/truth.csv --template FILE -o OUT",
            "align -i DIR/a.mrcs --reference FILE -m DIR/m.safetensors --mode udl --device cpu -o"
                + " OUT"));
  }

  /** Most damage to a PNG shows in the checksum of its part; here it is that of the damaged one. */
  private static byte[] withChecksums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = 8;
    while (at + 12 <= png.length) {
      long length = bytes.getInt(at);
      if (length < 0 || at + 12 + length > png.length) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(png, at + 4, 4 + (int) length);
      bytes.putInt(at + 8 + (int) length, (int) checksum.getValue());
      at += 12 + (int) length;
    }
    return png;
  }

  private Subject model() throws IOException {
    Path folder = folder("model");
    return Subject.of(
        "model",
        TurnedPictures.writeModel(folder.resolve("m.safetensors")),
        "model show FILE",
        "model export FILE -o OUT.safetensors",
        "model export FILE -o OUT.safetensors");
  }

  private Subject weights() throws IOException {
    Path folder = folder("weights");
    Subjects.stack(folder.resolve("a.mrcs"), 2);
    return Subject.of(
        "weights",
        TurnedPictures.writeModel(folder.resolve("m.safetensors")),
        "align -i DIR/a.mrcs -m FILE -o OUT --device cpu --mode udl");
  }

  /** What PyTorch wrote: as it is, and with damage in the pickle alone. */
  private List<Subject> checkpoints() throws IOException {
    String[] commands = {"model show FILE", "model import FILE -o OUT.safetensors" + SIZES};
    Subject damaged =
        Subject.of("checkpoint", checkpoint(folder("checkpoint").resolve("c.pth")), commands);
    Path file = checkpoint(folder("pickle").resolve("c.pth"));
    Map<String, byte[]> entries = entries(Files.readAllBytes(file));
    byte[] pickle = entries.get("archive/data.pkl");
    Map<String, byte[]> storages = new LinkedHashMap<>();
    entries.forEach(
        (name, bytes) -> {
          if (name.startsWith("archive/data/")) {
            storages.put(name.substring("archive/data/".length()), bytes);
          }
        });
    Path packed = file.resolveSibling("packed");
    Subject inside =
        new Subject(
            "pickle",
            file.getParent(),
            file,
            pickle,
            Optional.empty(),
            changed -> {
              try {
                byte[] all =
                    Files.readAllBytes(TorchFileWriter.write(packed, changed, storages, "little"));
                Files.delete(packed);
                return all;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            List.of(commands));
    return List.of(damaged, inside);
  }

  private static Map<String, byte[]> entries(byte[] zip) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        entries.put(entry.getName(), in.readAllBytes());
      }
    }
    return entries;
  }

  private static Path checkpoint(Path file) throws IOException {
    CartesianArchitecture small =
        new CartesianArchitecture(
            16, List.of(3, 5), List.of(2), 7, CartesianArchitecture.Variant.VECTOR, null);
    Random random = new Random(8);
    TorchFileWriter writer = new TorchFileWriter();
    new CartesianNetwork(small)
        .shapes()
        .forEach(
            (name, shape) -> {
              float[] values = new float[(int) shape.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] = 0.5f + random.nextFloat();
              }
              writer.add(name, shape.getShape(), values);
            });
    return writer.write(file);
  }
}
