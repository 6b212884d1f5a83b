package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.plan.SearchPass;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.PixelCorrelation;
import org.cryoudl.testing.ThreeMolecules;
import org.cryoudl.testing.Warnings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search for classes that begins with what is known, or holds it. */
class ClassStartTest {

  private static final ClassStart NOTHING = new ClassStart.FromNothing();
  private static final ClassStart METADATA = new ClassStart.FromMetadata();

  @TempDir static Path folder;

  /** 60, 30 and 15 particles. */
  private static ThreeMolecules set;

  private static Path known;

  @BeforeAll
  static void simulate() {
    set = ThreeMolecules.write(folder.resolve("set.mrcs"), new int[] {60, 30, 15}, 0.7, 3);
    known = set.star(folder.resolve("known.star"), set.classes(), true);
  }

  /** The truth as a start: every particle stays, and poses stay in the frame of the start. */
  @Test
  void classesAndPosesOfTheMetadataAreWhereTheSearchGoesOn() {
    Alignment found = sort(known, 3, settings(METADATA));
    assertArrayEquals(set.molecule(), found.particles().classIndex());
    List<SearchPass> passes = new ArrayList<>();
    sort(known, 3, settings(METADATA), follow(passes), Progress.silent());
    assertTrue(passes.stream().allMatch(pass -> pass.classes() == 3), "no growing");
  }

  /** The largest class of the metadata is divided where one more is wanted. */
  @Tag("slow")
  @Test
  void moreClassesThanTheMetadataHold() {
    int[] two = Arrays.stream(set.molecule()).map(k -> k == 0 ? 7 : 3).toArray();
    Path star = set.star(folder.resolve("two.star"), two, true);
    List<SearchPass> passes = new ArrayList<>();
    Alignment found = sort(star, 3, settings(METADATA), follow(passes), Progress.silent());
    assertTrue(passes.stream().allMatch(pass -> pass.classes() == 3), "divided at once");
    assertTrue(set.purity(found.particles().classIndex()) > 0.97);
  }

  @Test
  void fewerClassesThanTheMetadataHoldAreRefused() {
    UsageException refused =
        assertThrows(UsageException.class, () -> sort(known, 2, settings(METADATA)));
    assertEquals(
        "2 classes are fewer than the 3 to start from in "
            + known
            + "; leave classes out of the start, or choose more",
        refused.getMessage());
  }

  /** Particles of class 0 are in none, and find theirs. */
  @Tag("slow")
  @Test
  void particlesOfNoClassFindTheirs() {
    int[] some =
        IntStream.range(0, set.molecule().length)
            .map(i -> i % 2 == 0 ? set.classes()[i] : 0)
            .toArray();
    Path star = set.star(folder.resolve("some.star"), some, true);
    assertTrue(set.purity(sort(star, 3, settings(METADATA)).particles().classIndex()) > 0.97);
  }

  /** Classes are found at the true poses, which stay what they are to the last digit. */
  @Test
  void posesAreHeld() {
    Path star = set.star(folder.resolve("poses.star"), new int[0], true);
    for (ClassStart start : List.of(NOTHING, METADATA)) {
      Alignment found =
          sort(
              start == NOTHING ? star : known,
              3,
              new SearchSettings(start, true, false, OptionalInt.empty()));
      double[] furthest = set.furthest(found.particles().poses());
      assertTrue(furthest[0] < 1e-6, "degrees: " + furthest[0]);
      assertTrue(furthest[1] < 1e-6, "pixels: " + furthest[1]);
      assertTrue(set.purity(found.particles().classIndex()) > 0.97);
    }
  }

  /**
   * Held poses are used as they are: with turns and shifts between those of the search's grid, the
   * averages show what the molecules do.
   */
  @Tag("slow")
  @Test
  void averagesAtHeldPosesAreThoseOfTheMolecules() {
    Alignment found =
        sort(known, 3, new SearchSettings(METADATA, true, false, OptionalInt.empty()));
    for (int k = 0; k < 2; k++) {
      Image average = found.views().get(k).average();
      Image clean = ThreeMolecules.clean(k, ThreeMolecules.BOX, ThreeMolecules.PIXEL_SIZE);
      double correlation = PixelCorrelation.of(average.pixels(), clean.pixels());
      assertTrue(correlation > 0.97, "class " + k + ": " + correlation);
    }
  }

  /** Poses that are off by some degrees are held too, and none is improved. */
  @Test
  void wrongPosesAreHeld() {
    Pose[] off =
        Arrays.stream(set.poses())
            .map(
                pose ->
                    new Pose(
                        pose.psiDegrees() + 12, pose.originXPixels(), pose.originYPixels() + 1))
            .toArray(Pose[]::new);
    ThreeMolecules moved = new ThreeMolecules(set.molecule(), off, set.stack());
    Path star = moved.star(folder.resolve("off.star"), set.classes(), true);
    Alignment found = sort(star, 3, new SearchSettings(METADATA, true, false, OptionalInt.empty()));
    double[] furthest = moved.furthest(found.particles().poses());
    assertTrue(furthest[0] < 1e-6 && furthest[1] < 1e-6, Arrays.toString(furthest));
  }

  /** Averages in the box of the particles, in another box and pixel size, and inverted. */
  @Tag("slow")
  @Test
  void particlesArePlacedInGivenAverages() {
    int[] expected = null;
    for (Averages each :
        List.of(new Averages(40, 4, 1), new Averages(64, 2.5, 30), new Averages(50, 4, -0.05))) {
      Warnings warnings = new Warnings();
      Path star = set.star(folder.resolve("plain.star"), new int[0], false);
      List<SearchPass> passes = new ArrayList<>();
      Alignment found = sort(star, 3, settings(each.start()), follow(passes), warnings);
      int[] classIndex = found.particles().classIndex();
      assertTrue(set.purity(classIndex) > 0.97, each + ": " + set.purity(classIndex));
      assertTrue(passes.stream().allMatch(pass -> pass.classes() == 3));
      // The first pass has the classes in the order of the averages; a fifth is held out.
      assertEquals(48, passes.get(0).sizes()[0], 6, each.toString());
      assertEquals(12, passes.get(0).sizes()[2], 4, each.toString());
      expected = expected == null ? classIndex : expected;
      assertArrayEquals(expected, classIndex, each.toString());
      assertEquals(
          each.scale < 0,
          warnings.sentences().stream()
              .anyMatch(line -> line.contains("contrast of the particles inverted")),
          each + ": " + warnings.sentences());
    }
  }

  private record Averages(int box, double pixelSize, double scale) {

    ClassStart start() {
      List<Image> pictures =
          IntStream.range(0, 3)
              .mapToObj(k -> ThreeMolecules.clean(k, box, pixelSize))
              .map(
                  picture -> {
                    float[] pixels = picture.pixels().clone();
                    for (int p = 0; p < pixels.length; p++) {
                      pixels[p] = (float) (scale * pixels[p] + 3);
                    }
                    return Image.square(box, pixels);
                  })
              .toList();
      return new ClassStart.FromAverages(
          Path.of("given.mrcs"), pictures, OptionalDouble.of(pixelSize));
    }
  }

  /**
   * More particles than make the classes: a part of them does, all are placed piece by piece, and
   * poses and sizes are what they are to be.
   */
  @Tag("slow")
  @Test
  void allParticlesOfALargeSetAreHeldAndBalanced() {
    ThreeMolecules large =
        ThreeMolecules.write(folder.resolve("large.mrcs"), new int[] {3000, 1000, 700}, 0.7, 9);
    Path star = large.star(folder.resolve("large.star"), large.classes(), true);
    Alignment found = sort(star, 4, new SearchSettings(METADATA, true, true, OptionalInt.of(4)));
    double[] furthest = large.furthest(found.particles().poses());
    assertTrue(furthest[0] < 1e-6 && furthest[1] < 1e-6, Arrays.toString(furthest));
    for (ViewResult view : found.views()) {
      assertEquals(1175, view.particles(), 0.2 * 1175);
    }
  }

  /** A batch makes the classes; then all particles are read, and all find theirs. */
  @Tag("slow")
  @Test
  void aBatchMakesTheClassesOfAll() {
    ThreeMolecules more =
        ThreeMolecules.write(folder.resolve("more.mrcs"), new int[] {200, 120, 80}, 0.6, 12);
    Path star = more.star(folder.resolve("more.star"), new int[0], false);
    SearchSettings settings =
        new SearchSettings(NOTHING, false, false, OptionalInt.of(6), OptionalInt.of(120));
    List<SearchPass> passes = new ArrayList<>();
    Alignment found = sort(star, 3, settings, follow(passes), Progress.silent());
    double[] compared =
        passes.stream().mapToDouble(pass -> Arrays.stream(pass.sizes()).sum()).toArray();
    double all = compared[compared.length - 1];
    assertTrue(all > 300 && all < 400, "of 400 some are held out: " + all);
    // One coarse pass over all, then fine ones until they settle.
    long inAll = Arrays.stream(compared).filter(count -> count > 200).count();
    assertTrue(inAll >= 3 && inAll <= 7, Arrays.toString(compared));
    for (int p = 0; p < compared.length; p++) {
      boolean end = p >= compared.length - inAll;
      assertEquals(end ? all : 120, compared[p], 0.5, "pass " + p + Arrays.toString(compared));
    }
    int[] classIndex = found.particles().classIndex();
    assertEquals(400, classIndex.length);
    assertTrue(more.purity(classIndex) > 0.97, "purity " + more.purity(classIndex));
  }

  /** Classes of one size from a set that is not balanced: 240, 48 and 32 particles. */
  @Tag("slow")
  @Test
  void balancedClassesAreOfOneSize() {
    ThreeMolecules uneven =
        ThreeMolecules.write(folder.resolve("uneven.mrcs"), new int[] {240, 48, 32}, 0.7, 8);
    Path star = uneven.star(folder.resolve("uneven.star"), new int[0], false);
    for (int classes : new int[] {5}) {
      Alignment found =
          sort(star, classes, new SearchSettings(NOTHING, false, true, OptionalInt.empty()));
      double even = 320.0 / classes;
      int[] sizes = new int[classes];
      for (int k : found.particles().classIndex()) {
        sizes[k]++;
      }
      for (int size : sizes) {
        assertEquals(even, size, 0.2 * even, Arrays.toString(sizes));
      }
    }
  }

  /** Passes at the final number of classes, whatever comes before them. */
  @Tag("slow")
  @Test
  void passesAreBounded() {
    for (int most : new int[] {1, 7}) {
      List<SearchPass> passes = new ArrayList<>();
      sort(
          known,
          4,
          new SearchSettings(NOTHING, false, false, OptionalInt.of(most)),
          follow(passes),
          Progress.silent());
      long atEnd = passes.stream().filter(pass -> pass.classes() == 4).count();
      assertTrue(atEnd >= 1 && atEnd <= most, atEnd + " of " + most);
    }
  }

  private static SearchSettings settings(ClassStart start) {
    return new SearchSettings(start, false, false, OptionalInt.empty());
  }

  private static SearchListener follow(List<SearchPass> passes) {
    return pass -> {
      passes.add(pass);
      return "";
    };
  }

  private static Alignment sort(Path file, int classes, SearchSettings settings) {
    return sort(file, classes, settings, SearchListener.NONE, Progress.silent());
  }

  private static Alignment sort(
      Path file, int classes, SearchSettings settings, SearchListener listener, Progress progress) {
    try (ParticleSet open = ParticleSet.open(file, ParticleSetOptions.DEFAULT)) {
      return new ClassAligner(
              AlignmentOptions.DEFAULT,
              ClassPlan.of(classes).withSearch(settings),
              progress,
              listener)
          .align(open);
    }
  }
}
