package org.cryoudl.micrograph.picking;

import java.util.Optional;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.FastLength;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.FourierSampling;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.ParallelLoop;

/**
 * All references in all in-plane rotations as they look on one micrograph: with its CTF, whitened
 * as it is, cut off outside a disc, and there of mean 0 and length 1. A template of rotation psi is
 * what RELION calls a particle with rlnAnglePsi = psi.
 */
final class TurnedTemplates {

  /** What a CTF spreads lies outside the particle: the disc is wider by this factor. */
  private static final double WIDER = 1.15;

  private final int box;
  private final double radius;
  private final int rotations;
  private final float[][] templates;
  private final float[] disc;

  TurnedTemplates(
      References references,
      Optional<CtfParameters> ctf,
      double angleStepDegrees,
      double pixelSizeAngstroms,
      double[] filter) {
    this.radius = radius(references) / pixelSizeAngstroms;
    this.box = 2 * ((int) Math.floor(radius) + 1);
    this.rotations =
        references.isRound() ? 1 : (int) Math.max(1, Math.round(360 / angleStepDegrees));
    this.disc = disc(box, radius);
    this.templates = new float[references.pictures().size() * rotations][];
    int wide = FastLength.atLeast(2 * box);
    float[] weights = SearchPlane.sample(filter, wide);
    if (ctf.isPresent()) {
      float[] values = new Ctf(ctf.get()).sample(wide, pixelSizeAngstroms);
      for (int i = 0; i < weights.length; i++) {
        weights[i] *= values[i];
      }
    }
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    double ratio = pixelSizeAngstroms / references.pixelSizeAngstroms();
    Warp.Prepared[] prepared = new Warp.Prepared[references.pictures().size()];
    ParallelLoop.run(
        prepared.length,
        i -> {
          Image scaled = FourierSampling.sample(references.pictures().get(i), ratio, wide);
          maskSoftly(scaled, radius);
          prepared[i] = warp.prepare(scaled.pixels(), wide);
        });
    ParallelLoop.run(
        templates.length,
        t -> {
          float[] turned = new float[wide * wide];
          double psi = 360.0 / rotations * (t % rotations);
          // A pose brings the particle back onto the reference; the particle is the other way.
          prepared[t / rotations].apply(new Pose(-psi, 0, 0), turned);
          HalfSpectrum spectrum = Fft2D.of(wide).forward(turned);
          spectrum.multiply(weights);
          Fft2D.of(wide).inverse(spectrum.values(), turned);
          templates[t] = normalised(turned, wide);
        });
  }

  private static void maskSoftly(Image image, double radius) {
    int box = image.box();
    double edge = Math.max(1, 0.1 * radius);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double distance = Math.hypot(r - Image.centre(box), c - Image.centre(box));
        double part = Math.max(0, Math.min(1, (radius - distance) / edge));
        image.pixels()[r * box + c] *= (float) (0.5 - 0.5 * Math.cos(Math.PI * part));
      }
    }
  }

  private static float[] disc(int box, double radius) {
    float[] disc = new float[box * box];
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        boolean inside = Math.hypot(r - Image.centre(box), c - Image.centre(box)) <= radius;
        disc[r * box + c] = inside ? 1 : 0;
      }
    }
    return disc;
  }

  /** The middle of a plane, inside the disc, of mean 0 and length 1; 0 if it is flat. */
  private float[] normalised(float[] plane, int wide) {
    float[] template = Image.square(wide, plane).cropped(box).pixels();
    double sum = 0;
    double count = 0;
    for (int i = 0; i < template.length; i++) {
      sum += disc[i] * template[i];
      count += disc[i];
    }
    double squares = 0;
    for (int i = 0; i < template.length; i++) {
      template[i] = disc[i] * (float) (template[i] - sum / count);
      squares += template[i] * template[i];
    }
    double scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (int i = 0; i < template.length; i++) {
      template[i] *= (float) scale;
    }
    return template;
  }

  /** Radius of the disc around references in A. */
  static double radius(References references) {
    return WIDER * references.diameterAngstroms() / 2;
  }

  /** Side of a template in pixels of the plane. */
  int box() {
    return box;
  }

  /** Radius of the disc in pixels of the plane. */
  double radius() {
    return radius;
  }

  /** 1 inside the disc. */
  float[] discPixels() {
    return disc;
  }

  int count() {
    return templates.length;
  }

  float[] pixels(int template) {
    return templates[template];
  }

  /** 0-based reference of a template. */
  int reference(int template) {
    return template / rotations;
  }

  /** Rotation of a template, from -180 to 180. */
  double psiDegrees(int template) {
    double psi = 360.0 / rotations * (template % rotations);
    return psi > 180 ? psi - 360 : psi;
  }
}
