package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Edges across images of white noise, against the edges that were drawn. */
class BackgroundEdgeTest {

  private static final int BOX = 64;
  private static final int IMAGES = 40;
  private static final BackgroundEdge EDGES =
      new BackgroundEdge(BOX, Normalisation.Options.defaults(BOX).backgroundRadiusPixels());

  /** Something drawn into an image, at random. */
  private interface Picture {
    double at(double x, double y);
  }

  private static Picture edge(Random random, double height) {
    double angle = 2 * Math.PI * random.nextDouble();
    double distance = 0.6 * BOX * (random.nextDouble() - 0.5);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return (x, y) -> height / 2 * Math.tanh((x * cos + y * sin - distance) / 3);
  }

  private static Picture neighbour(Random random, double height) {
    double angle = 2 * Math.PI * random.nextDouble();
    double away = BOX * (0.5 + 0.15 * random.nextDouble());
    return (x, y) -> {
      double r = Math.hypot(x - away * Math.cos(angle), y - away * Math.sin(angle));
      return height * Math.exp(-Math.pow(r / (0.17 * BOX), 4));
    };
  }

  private static float[] drawn(Picture picture) {
    float[] pixels = new float[BOX * BOX];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) picture.at(i % BOX - BOX / 2.0, i / BOX - BOX / 2.0);
    }
    return pixels;
  }

  private static float[] withNoise(float[] clean, Random random) {
    float[] pixels = clean.clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] += (float) random.nextGaussian();
    }
    return pixels;
  }

  /** Root mean square inside 0.4 of the box, its mean apart. */
  private static double left(float[] pixels) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < pixels.length; i++) {
      if (Math.hypot(i % BOX - BOX / 2.0, i / BOX - BOX / 2.0) < 0.4 * BOX) {
        sum += pixels[i];
        squares += pixels[i] * pixels[i];
        count++;
      }
    }
    return Math.sqrt(squares / count - Math.pow(sum / count, 2));
  }

  /** A step of 4 standard deviations: a plane leaves three times as much of it. */
  @Test
  void anEdgeAcrossTheImageIsTakenOff() {
    Random random = new Random(3);
    BackgroundPixels background =
        new BackgroundPixels(BOX, Normalisation.Options.defaults(BOX).backgroundRadiusPixels());
    int found = 0;
    double byEdge = 0;
    double byPlane = 0;
    double rise = 0;
    for (int i = 0; i < IMAGES; i++) {
      float[] clean = drawn(edge(random, 4));
      float[] pixels = withNoise(clean, random);
      Optional<BackgroundEdge.Found> edge = EDGES.find(pixels);
      if (edge.isPresent()) {
        found++;
        rise += edge.get().rise();
        float[] plain = clean.clone();
        LinearRamp.fit(pixels, BOX, background).subtract(plain);
        byPlane += Math.pow(left(plain), 2);
        edge.get().subtract(clean);
        byEdge += Math.pow(left(clean), 2);
      }
    }
    assertTrue(found >= 0.9 * IMAGES, found + " of " + IMAGES);
    assertEquals(4, rise / found, 0.6);
    double share = Math.sqrt(byEdge / byPlane);
    assertTrue(share < 0.5, "leaves " + share + " of what a plane leaves");
  }

  /** Noise, ramps, one neighbour or two, and low steps are left to the plane. */
  @Test
  void whatIsNoEdgeIsLeftToThePlane() {
    Random random = new Random(4);
    int found = 0;
    for (int i = 0; i < IMAGES; i++) {
      double slope = 8 * random.nextDouble() / BOX;
      Picture one = neighbour(random, 3);
      Picture other = neighbour(random, 1);
      for (Picture each :
          new Picture[] {
            (x, y) -> 0, (x, y) -> slope * x - slope * y, one, other, edge(random, 0.5)
          }) {
        found += EDGES.find(withNoise(drawn(each), random)).isPresent() ? 1 : 0;
      }
    }
    assertEquals(0, found);
  }

  private static Picture wave(Random random, double height) {
    double angle = 2 * Math.PI * random.nextDouble();
    double periods = 1 + random.nextDouble();
    double phase = 2 * Math.PI * random.nextDouble();
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return (x, y) ->
        height / 2 * Math.cos(2 * Math.PI * periods * (x * cos + y * sin) / BOX + phase);
  }

  /** Waves of 3 standard deviations: a plane leaves more than twice as much of them. */
  @Test
  void wavesAreTakenOff() {
    Random random = new Random(7);
    BackgroundPixels background =
        new BackgroundPixels(BOX, Normalisation.Options.defaults(BOX).backgroundRadiusPixels());
    int found = 0;
    int others = 0;
    double byWave = 0;
    double byPlane = 0;
    double rise = 0;
    for (int i = 0; i < IMAGES; i++) {
      float[] clean = drawn(wave(random, 3));
      float[] pixels = withNoise(clean, random);
      Optional<BackgroundEdge.Found> wave = EDGES.find(pixels);
      others += wave.isPresent() && !wave.get().isWave() ? 1 : 0;
      if (wave.isPresent() && wave.get().isWave()) {
        found++;
        rise += wave.get().rise();
        float[] plain = clean.clone();
        LinearRamp.fit(pixels, BOX, background).subtract(plain);
        byPlane += Math.pow(left(plain), 2);
        wave.get().subtract(clean);
        byWave += Math.pow(left(clean), 2);
      }
    }
    assertTrue(found >= 0.7 * IMAGES, found + " of " + IMAGES + ", " + others);
    assertEquals(3, rise / found, 0.6);
    double share = Math.sqrt(byWave / byPlane);
    assertTrue(share < 0.4, "leaves " + share + " of what a plane leaves");
  }

  /** An edge is no wave. */
  @Test
  void anEdgeIsNotTakenForAWave() {
    Random random = new Random(8);
    int edges = 0;
    int waves = 0;
    for (int i = 0; i < IMAGES; i++) {
      Optional<BackgroundEdge.Found> found = EDGES.find(withNoise(drawn(edge(random, 4)), random));
      edges += found.isPresent() && !found.get().isWave() ? 1 : 0;
      waves += found.isPresent() && found.get().isWave() ? 1 : 0;
    }
    assertTrue(edges >= 0.9 * IMAGES && waves <= 1, edges + " edges, " + waves + " waves");
  }

  /** Units do not matter. */
  @Test
  void gainAndOffsetOfThePixelsDoNotMatter() {
    Random random = new Random(6);
    float[] pixels = withNoise(drawn(edge(random, 5)), random);
    float[] other = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      other[i] = 1000 + 32 * pixels[i];
    }
    assertEquals(
        EDGES.find(pixels).orElseThrow().rise(), EDGES.find(other).orElseThrow().rise(), 1e-2);
  }

  /** Boxes whose background is too small to tell an edge from noise show none. */
  @Test
  void smallBoxesAndConstantImagesShowNoEdge() {
    BackgroundEdge small = new BackgroundEdge(16, 7);
    assertFalse(small.canTell());
    assertFalse(BackgroundRamp.forBox(33).canTellEdges());
    assertTrue(BackgroundRamp.forBox(34).canTellEdges());
    assertTrue(small.find(new float[16 * 16]).isEmpty());
    assertTrue(EDGES.find(new float[BOX * BOX]).isEmpty());
  }
}
