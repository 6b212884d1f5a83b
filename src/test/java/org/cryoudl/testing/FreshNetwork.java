package org.cryoudl.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The small network of {@link TurnedPictures}, as a file and loaded, one for all test classes of a
 * run; closed and removed at its end:
 *
 * <pre>
 * &#64;RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();
 * </pre>
 */
public final class FreshNetwork implements BeforeAllCallback {

  private Loaded loaded;

  @Override
  public void beforeAll(ExtensionContext context) {
    loaded =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(FreshNetwork.class))
            .getOrComputeIfAbsent(Loaded.class);
  }

  /** The network on the CPU; tests leave it open. */
  public PolarModel model() {
    return loaded.model;
  }

  /** Its file. */
  public Path file() {
    return loaded.file;
  }

  /** What the test run keeps. JUnit makes and closes it. */
  static final class Loaded implements ExtensionContext.Store.CloseableResource {

    private final Path folder;
    private final Path file;
    private final PolarModel model;

    Loaded() throws IOException {
      folder = Files.createTempDirectory("cryoudl-test-network");
      file = TurnedPictures.writeModel(folder.resolve("fresh.safetensors"));
      model = PolarModel.load(file, ComputeDevice.CPU);
    }

    @Override
    public void close() throws IOException {
      model.close();
      Files.delete(file);
      Files.delete(folder);
    }
  }
}
