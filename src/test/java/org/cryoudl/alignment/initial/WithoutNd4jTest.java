package org.cryoudl.alignment.initial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cryoudl.geometry.Angles;
import org.junit.jupiter.api.Test;

/** Who uses CryoUDL as a library may leave ND4J out of the class path. */
class WithoutNd4jTest {

  private static final Path CLASSES = Path.of("target/classes");

  /** Loads this program's classes and libraries anew, but finds none of ND4J's. */
  private static final class Hiding extends URLClassLoader {

    private final List<String> wanted = new ArrayList<>();

    Hiding() {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() {
      return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(
              entry -> {
                try {
                  return Path.of(entry).toUri().toURL();
                } catch (MalformedURLException e) {
                  throw new IllegalArgumentException(entry, e);
                }
              })
          .toArray(URL[]::new);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.nd4j.") || name.startsWith("org.bytedeco.")) {
        wanted.add(name);
        throw new ClassNotFoundException(name + " is hidden");
      }
      return super.loadClass(name, resolve);
    }
  }

  @Test
  void theProjectorIsFoundHereAndNotWithoutNd4j() throws Exception {
    assertTrue(LeadingProjector.find().isPresent());
    try (Hiding loader = new Hiding()) {
      Class<?> hidden = loader.loadClass(LeadingProjector.class.getName());
      assertNotSame(LeadingProjector.class, hidden);
      Method find = hidden.getDeclaredMethod("find");
      find.setAccessible(true);
      assertEquals(Optional.empty(), find.invoke(null));
      assertFalse(loader.wanted.isEmpty(), "ND4J was not looked for: the test shows nothing");
    }
  }

  /** Class averages are compared and found in pictures with ND4J and OpenCV. */
  private static final List<String> ON_LIBRARIES =
      List.of(Nd4jProjector.class.getName(), "org.cryoudl.similarity.", "org.cryoudl.montage.");

  /** All classes but those that are on ND4J or OpenCV load, with the types of all their members. */
  @Test
  void allOtherClassesLoad() throws IOException {
    try (Hiding loader = new Hiding();
        Stream<Path> files = Files.walk(CLASSES.resolve("org/cryoudl"))) {
      List<String> names =
          files
              .map(file -> CLASSES.relativize(file).toString().replace(File.separatorChar, '.'))
              .filter(name -> name.endsWith(".class"))
              .map(name -> name.substring(0, name.length() - ".class".length()))
              .filter(name -> ON_LIBRARIES.stream().noneMatch(name::startsWith))
              .toList();
      assertTrue(names.size() > 500, names.size() + " classes");
      for (String name : names) {
        Class<?> type = load(loader, name);
        for (Method method : type.getDeclaredMethods()) {
          assertFalse(method.toString().contains("nd4j"), name + " shows " + method);
        }
        assertEquals(loader, type.getClassLoader());
      }
      assertEquals(List.of(), loader.wanted);
      assertThrows(
          NoClassDefFoundError.class,
          () -> load(loader, Nd4jProjector.class.getName()).getDeclaredMethods());
    }
  }

  private static Class<?> load(ClassLoader loader, String name) {
    try {
      return Class.forName(name, false, loader);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }

  /** Angles found without ND4J are those found with it, but for the constant that is free. */
  @Test
  void anglesAreTheSame() throws Exception {
    double[] psi = {10, 35, -60, 80, 2, 51};
    List<int[]> chosen = new ArrayList<>();
    for (int j = 0; j < psi.length; j++) {
      for (int k = j + 1; k < psi.length; k++) {
        chosen.add(new int[] {j, k});
      }
    }
    int[] first = chosen.stream().mapToInt(pair -> pair[0]).toArray();
    int[] second = chosen.stream().mapToInt(pair -> pair[1]).toArray();
    double[] degrees = new double[first.length];
    double[] weight = new double[first.length];
    Arrays.fill(weight, 1);
    for (int p = 0; p < degrees.length; p++) {
      degrees[p] = psi[second[p]] - psi[first[p]] + (p % 3 - 1);
    }
    double[] with =
        AngularSynchronisation.solve(new PairAngles(psi.length, first, second, degrees, weight))
            .psiDegrees();
    double[] without;
    try (Hiding loader = new Hiding()) {
      Constructor<?> pairs = loader.loadClass(PairAngles.class.getName()).getConstructors()[0];
      Object set = pairs.newInstance(psi.length, first, second, degrees, weight);
      Object solution =
          loader
              .loadClass(AngularSynchronisation.class.getName())
              .getMethod("solve", set.getClass())
              .invoke(null, set);
      without = (double[]) solution.getClass().getMethod("psiDegrees").invoke(solution);
    }
    for (int i = 1; i < psi.length; i++) {
      double turn = Angles.wrap(with[i] - with[0], 180);
      assertEquals(0, Angles.wrap(without[i] - without[0] - turn, 180), 1e-4);
      assertEquals(0, Angles.wrap(psi[i] - psi[0] - turn, 180), 1.5);
    }
  }
}
