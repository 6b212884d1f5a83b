package org.cryoudl.io.particles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every reader of particles must do: the same four particles come out of each kind of file
 * with the same images, pixel size, poses and CTF.
 */
abstract class ParticlesContract {

  static final int COUNT = 4;
  static final int BOX = 6;
  static final double PIXEL_SIZE = 1.6;

  /** In RELION's convention, shifts in pixels. */
  static final Pose[] POSES = {
    new Pose(0, 0, 0), new Pose(90, 2, -1), new Pose(-33.75, -0.625, 1.5), new Pose(151.5, 3, 0.25)
  };

  /** The microscope is one, as in an optics group. */
  static final CtfParameters[] CTFS = {
    new CtfParameters(200, 2.5, 0.125, 12000, 11500, 0, 0),
    new CtfParameters(200, 2.5, 0.125, 15250, 15000, 45, 90),
    new CtfParameters(200, 2.5, 0.125, 8000, 8000, -20.5, 0),
    new CtfParameters(200, 2.5, 0.125, 20480, 19968, 135, 22.5)
  };

  @TempDir Path folder;

  private Particles particles;

  /**
   * Writes the particles in one kind of file and opens it.
   *
   * @param stack holds their images in order; it lies in {@link #folder}
   */
  abstract Particles open(Path stack);

  /** Closes what {@link #open} has opened. */
  abstract void close();

  /** Whether this kind of file can hold poses and CTF. */
  boolean holdsMetadata() {
    return true;
  }

  static float[] pixels(int index) {
    float[] pixels = new float[BOX * BOX];
    for (int p = 0; p < pixels.length; p++) {
      pixels[p] = 100 * index + p;
    }
    return pixels;
  }

  @BeforeEach
  void write() {
    Path stack = folder.resolve("images.mrcs");
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      for (int i = 0; i < COUNT; i++) {
        writer.append(pixels(i));
      }
      writer.commit();
    }
    particles = open(stack);
  }

  @AfterEach
  void closeAll() {
    close();
  }

  @Test
  void sizeAndPixelSizeAreThoseWritten() {
    assertEquals(COUNT, particles.size());
    assertEquals(PIXEL_SIZE, particles.pixelSizeAngstroms().orElseThrow(), 1e-6);
    assertEquals(PhaseState.UNKNOWN, particles.phases());
    assertFalse(particles.saysDark());
  }

  @Test
  void imagesAreThoseWritten() {
    assertEquals(COUNT, particles.images().size());
    assertEquals(BOX, particles.images().width());
    assertEquals(BOX, particles.images().height());
    for (int i = 0; i < COUNT; i++) {
      assertArrayEquals(pixels(i), particles.images().read(i).pixels(), "image " + i);
    }
  }

  @Test
  void posesAreThoseWritten() {
    for (int i = 0; i < COUNT; i++) {
      assertEquals(holdsMetadata(), particles.pose(i).isPresent());
      if (holdsMetadata()) {
        Pose pose = particles.pose(i).orElseThrow();
        String what = "particle " + i + ": " + pose;
        assertEquals(0, Angles.wrap(pose.psiDegrees() - POSES[i].psiDegrees(), 360), 1e-4, what);
        assertEquals(POSES[i].originXPixels(), pose.originXPixels(), 1e-5, what);
        assertEquals(POSES[i].originYPixels(), pose.originYPixels(), 1e-5, what);
      }
    }
  }

  @Test
  void ctfsAreThoseWritten() {
    for (int i = 0; i < COUNT; i++) {
      assertEquals(holdsMetadata(), particles.ctf(i).isPresent());
      if (holdsMetadata()) {
        CtfParameters ctf = particles.ctf(i).orElseThrow();
        CtfParameters written = CTFS[i];
        String what = "particle " + i + ": " + ctf;
        assertEquals(written.voltageKilovolts(), ctf.voltageKilovolts(), what);
        assertEquals(
            written.sphericalAberrationMillimetres(), ctf.sphericalAberrationMillimetres(), what);
        assertEquals(written.amplitudeContrast(), ctf.amplitudeContrast(), what);
        assertEquals(written.defocusUAngstroms(), ctf.defocusUAngstroms(), what);
        assertEquals(written.defocusVAngstroms(), ctf.defocusVAngstroms(), what);
        // A .cs file holds radians in 32 bits.
        assertEquals(written.defocusAngleDegrees(), ctf.defocusAngleDegrees(), 1e-4, what);
        assertEquals(written.phaseShiftDegrees(), ctf.phaseShiftDegrees(), 1e-4, what);
      }
    }
  }

  @Test
  void namesAndPlacesFindTheParticle() {
    Set<String> places = new HashSet<>();
    for (int i = 0; i < COUNT; i++) {
      String name = particles.imageName(i);
      assertTrue(name.matches("0*" + (i + 1) + "@.*images\\.mrcs"), name);
      String place = particles.place(i);
      assertTrue(place.contains(particles.file().toString()), place);
      places.add(place);
    }
    assertEquals(COUNT, places.size(), places.toString());
  }
}
