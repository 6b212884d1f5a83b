package org.cryoudl.pipeline.classes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassFilmTest {

  private static final int SIDE = 16;

  /** A bright pixel in the row of the pass. */
  private static List<Image> averages(int pass, int classes) {
    List<Image> averages = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      Image average = Image.square(SIDE);
      average.pixels()[pass % SIDE * SIDE + k % SIDE] = 1;
      averages.add(average);
    }
    return averages;
  }

  private static ClassFilm film(int passes) {
    ClassFilm film = new ClassFilm(3);
    for (int p = 0; p < passes; p++) {
      film.add(averages(p, 3), false);
    }
    return film;
  }

  /** The frames where classes keep the places of the search. */
  private static List<Image> frames(ClassFilm film, int classes) {
    return film.frames(IntStream.range(0, classes).toArray());
  }

  private static float[] last(ClassFilm film) {
    List<Image> frames = frames(film, 3);
    return frames.get(frames.size() - 1).pixels();
  }

  /** Few frames are all there; of many some, the first and the last among them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 24, 25, 26, 111, 400})
  void aFilmStaysShortAndEndsWithTheLastPass(int passes) {
    ClassFilm film = film(passes);
    int frames = frames(film, 3).size();
    assertTrue(frames <= ClassFilm.MOST_FRAMES + 1, frames + " frames");
    assertTrue(frames >= Math.min(passes, ClassFilm.MOST_FRAMES / 2), frames + " frames");
    assertArrayEquals(last(only(passes - 1)), last(film));
    if (passes > 1) {
      ClassFilm first = only(0);
      first.add(averages(1, 3), false);
      assertArrayEquals(frames(first, 3).get(0).pixels(), frames(film, 3).get(0).pixels());
    }
  }

  private static ClassFilm only(int pass) {
    ClassFilm film = new ClassFilm(3);
    film.add(averages(pass, 3), false);
    return film;
  }

  /** Two of five classes: the other places are black, to be filled later. */
  @Test
  void placesOfClassesThatAreNotThereYetAreBlack() {
    ClassFilm film = new ClassFilm(5);
    film.add(averages(3, 2), false);
    film.add(averages(3, 5), false);
    Image frame = frames(film, 5).get(0);
    int tile = 96;
    assertEquals(3 * (tile + 2) - 2, frame.width());
    assertTrue(frame.at(tile / 2, 2 * tile + 20) == 0, "third place");
    assertTrue(frame.at(tile + 40, 20) == 0, "fourth place");
    assertTrue(frame.at(tile / 2, tile + 20) > 0, "second place");
  }

  /** Classes stand where their numbers are, and the last frame alone shows these. */
  @Test
  void classesStandInTheOrderOfTheirNumbers() {
    ClassFilm film = film(2);
    Image[] asFound = film.frames(new int[] {0, 1, 2}).toArray(Image[]::new);
    Image[] turned = film.frames(new int[] {2, 0, 1}).toArray(Image[]::new);
    int tile = 96;
    int step = tile + 2; // two columns, two rows
    for (int y = 0; y < tile; y++) {
      for (int x = 0; x < tile; x++) {
        assertEquals(asFound[0].at(y, x), turned[0].at(step + y, x), "first class is third");
        assertEquals(asFound[0].at(y, step + x), turned[0].at(y, x), "second class is first");
      }
    }
    int dot = 2;
    String one = ".#.##..#..#.###"; // the dots of a 1, row by row
    for (int d = 0; d < one.length(); d++) {
      float level = turned[1].at(dot + d / 3 * dot, dot + d % 3 * dot);
      assertEquals(one.charAt(d) == '#' ? 1 : 0, level, "dot " + d);
    }
  }

  /** While classes are given up for others there are more of them than places. */
  @Test
  void classesBeyondThePlacesAreLeftOut() {
    ClassFilm film = new ClassFilm(3);
    film.add(averages(2, 5), false);
    assertArrayEquals(last(only(2)), last(film));
  }

  @Test
  void aNewSearchBeginsTheFilmAgain() {
    ClassFilm film = film(40);
    film.clear();
    film.add(averages(6, 3), false);
    assertEquals(1, frames(film, 3).size());
    assertArrayEquals(last(only(6)), last(film));
  }

  @Test
  void aTrialStaysOnlyIfItIsKept() {
    ClassFilm film = film(2);
    film.add(averages(5, 3), true);
    film.trialEnded(false);
    assertEquals(2, frames(film, 3).size());
    film.add(averages(6, 3), true);
    film.trialEnded(true);
    assertEquals(3, frames(film, 3).size());
    assertArrayEquals(last(only(6)), last(film));
  }

  /** 24 frames of some 360 x 300 pixels: whatever the number of classes, a few MB. */
  @ParameterizedTest
  @ValueSource(ints = {2, 20, 50, 200})
  void picturesStaySmall(int classes) {
    ClassFilm film = new ClassFilm(classes);
    film.add(averages(1, Math.min(2, classes)), false);
    Image frame = frames(film, classes).get(0);
    assertTrue(frame.width() * frame.height() <= 110_000, frame.width() + " x " + frame.height());
  }
}
