package org.cryoudl.network.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.cryoudl.failure.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {

  @TempDir private Path root;

  @Test
  void theVariableComesBeforeTheHome() {
    Path set = root.resolve("deep/cache");
    assertEquals(set.resolve(".djl.ai"), cache(Map.of("CRYOUDL_CACHE", set.toString()), home()));
    assertTrue(Files.isDirectory(set));
    assertEquals(home().resolve(".djl.ai"), cache(Map.of("CRYOUDL_CACHE", " "), home()));
  }

  @Test
  void aVariableThatNamesNoFolderIsRefused() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");
    EnvironmentException refused =
        assertThrows(
            EnvironmentException.class,
            () -> cache(Map.of("CRYOUDL_CACHE", file.toString()), home()));
    assertTrue(refused.getMessage().contains("which CRYOUDL_CACHE names"), refused.getMessage());
  }

  @Test
  void withoutAHomeItIsAFolderThatOnlyItsOwnerCanWrite() throws IOException {
    assumePosix();
    Path folder = cache(Map.of(), root.resolve("nowhere")).getParent();
    assertEquals(temporary(), folder.getParent());
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    assertEquals(folder, cache(Map.of(), root.resolve("nowhere")).getParent()); // the next start
  }

  @Test
  void aFolderThatOthersCanWriteIsRefused() throws IOException {
    assumePosix();
    Path folder = cache(Map.of(), root.resolve("nowhere")).getParent();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
    requireRefused(folder);
  }

  @Test
  void aLinkToAFolderOfAnothersIsRefused() throws IOException {
    assumePosix();
    Path folder = cache(Map.of(), root.resolve("nowhere")).getParent();
    Files.delete(folder);
    Files.createSymbolicLink(folder, home());
    requireRefused(folder);
  }

  @Test
  void aFolderOfAnotherUserIsRefused() throws IOException {
    assumePosix();
    Path folder = cache(Map.of(), root.resolve("nowhere")).getParent();
    try {
      Files.setAttribute(folder, "unix:uid", 12345);
    } catch (IOException e) {
      assumeTrue(false, "only root can give a folder away");
    }
    requireRefused(folder);
  }

  private void requireRefused(Path folder) {
    EnvironmentException refused =
        assertThrows(EnvironmentException.class, () -> cache(Map.of(), root.resolve("nowhere")));
    assertTrue(refused.getMessage().startsWith(folder + " belongs to "), refused.getMessage());
    assertTrue(refused.getMessage().contains("CRYOUDL_CACHE"), refused.getMessage());
  }

  private void assumePosix() throws IOException {
    assumeTrue(Files.getFileStore(root).supportsFileAttributeView("posix"));
  }

  private Path cache(Map<String, String> environment, Path home) {
    return new NativeCache(environment::get, home, temporary()).folder(".djl.ai");
  }

  private Path home() {
    return made("home");
  }

  private Path temporary() {
    return made("tmp");
  }

  private Path made(String name) {
    try {
      return Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
