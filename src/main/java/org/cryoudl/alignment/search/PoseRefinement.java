package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;

/**
 * One Gauss-Newton step of a particle's pose against an average, in the whitened least-squares
 * sense: minimises {@code sum_k |X - s CTF exp(2 pi i k.o / box) A(R(psi) k)|^2 / sigma^2(k)} over
 * psi, o and the scale s.
 *
 * <p>The particle's own share of the average does not bias the step: its correlation with itself
 * has its maximum, and so a zero gradient, at the pose with which it was added. One step per
 * rebuilt average therefore converges to the leave-one-out estimate.
 */
public final class PoseRefinement {

  private static final double MAX_TURN_DEGREES = 3;
  private static final double MAX_SHIFT_PIXELS = 1.5;

  private final Band band;
  private final FrequencyDisc disc;
  private final AverageModel average;
  private final CentredParticle centred;
  private final AlignmentPlan.Estimate estimate;
  private final float[] template;
  private final float[] turned;
  private final double[] residualPower;

  /**
   * @param band frequencies compared
   */
  public PoseRefinement(Band band, AverageModel average) {
    this(band, average, AlignmentPlan.Estimate.ALL);
  }

  PoseRefinement(Band band, AverageModel average, AlignmentPlan.Estimate estimate) {
    this.estimate = estimate;
    this.band = band;
    this.disc = band.disc();
    this.average = average;
    this.centred = new CentredParticle(band);
    this.template = new float[2 * disc.size()];
    this.turned = new float[2 * disc.size()];
    this.residualPower = new double[disc.radius() + 1];
  }

  /** Sum over the steps so far of {@code |X - T|^2} per shell, at the poses before the steps. */
  public double[] residualPower() {
    return residualPower;
  }

  /** The noise in what was left of so many particles, one step each. */
  public NoiseSpectrum residualNoise(int particles) {
    return NoiseSpectrum.perCoefficient(disc, residualPower, particles);
  }

  /**
   * The outcome of a step.
   *
   * @param pose after the step
   * @param correlation whitened correlation of particle and template before the step, -1 to 1
   * @param scale how strongly the particle shows the average, before the step
   * @param scaleError standard error of the scale
   * @param psiErrorDegrees standard error of psi from the curvature
   * @param shiftErrorPixels standard error of the shift along its worse axis
   * @param shiftCovariance xx, xy, yy of the origin, in square pixels
   * @param misfit mean of {@code |X - s T|^2 / sigma^2} over the coefficients, before the step;
   *     near 1 for a particle that shows the average and noise
   */
  public record Step(
      Pose pose,
      double correlation,
      double scale,
      double scaleError,
      double psiErrorDegrees,
      double shiftErrorPixels,
      double[] shiftCovariance,
      double misfit) {}

  /** One step from {@code pose}. Not safe for several threads: the instance holds scratch space. */
  public Step step(ParticleSpectrum particle, Pose pose) {
    return step(average, particle, pose);
  }

  /** The same against another average. */
  public Step step(AverageModel model, ParticleSpectrum particle, Pose pose) {
    model.sample(disc, pose.psiDegrees(), template, turned);
    centred.load(particle, pose);
    float[] x = centred.values();
    float[] ctf = centred.ctf();
    float[] inverseNoise = band.inverseNoise();
    double unit = 2 * Math.PI / disc.box();

    double xt = 0;
    double tt = 0;
    double xx = 0;
    // Gradient parts <X, D_a> and <T, D_a>, and the normal matrix <D_a, D_b>, a = psi, ox, oy.
    double xPsi = 0;
    double xX = 0;
    double xY = 0;
    double tPsi = 0;
    double pp = 0;
    double px = 0;
    double py = 0;
    double hxx = 0;
    double hxy = 0;
    double hyy = 0;
    for (int j = 0; j < disc.size(); j++) {
      float c = ctf[j];
      float w = inverseNoise[j];
      int kx = disc.kx(j);
      int ky = disc.ky(j);
      float xr = x[2 * j];
      float xi = x[2 * j + 1];
      float tr = c * template[2 * j];
      float ti = c * template[2 * j + 1];
      float dr = c * turned[2 * j];
      float di = c * turned[2 * j + 1];
      float rr = xr - tr;
      float ri = xi - ti;
      residualPower[disc.shell(j)] += rr * rr + ri * ri;
      xx += w * (xr * xr + xi * xi);
      float t2 = w * (tr * tr + ti * ti);
      tt += t2;
      xt += w * (xr * tr + xi * ti);
      xPsi += w * (xr * dr + xi * di);
      tPsi += w * (tr * dr + ti * di);
      // D_x = 2 pi i kx / box T, so <X, D_x> = 2 pi kx / box Im(X conj(T)).
      float cross = w * (xi * tr - xr * ti);
      xX += kx * cross;
      xY += ky * cross;
      pp += w * (dr * dr + di * di);
      float mixed = w * (di * tr - dr * ti);
      px += kx * mixed;
      py += ky * mixed;
      hxx += (double) kx * kx * t2;
      hxy += (double) kx * ky * t2;
      hyy += (double) ky * ky * t2;
    }
    if (!(tt > 0) || !(xx > 0)) {
      return unseen(pose, 0, xx / disc.size());
    }
    double correlation = xt / Math.sqrt(xx * tt);
    double scale = Math.max(xt / tt, 0);
    if (scale == 0) {
      return unseen(pose, correlation, xx / disc.size());
    }
    // Scale is linear: project it out of the psi derivative (shifts are orthogonal to it).
    double[] gradient = {
      2 * scale * (xPsi - xt / tt * tPsi), 2 * scale * unit * xX, 2 * scale * unit * xY
    };
    double s2 = 2 * scale * scale;
    double[][] normal = {
      {s2 * (pp - tPsi * tPsi / tt), s2 * unit * px, s2 * unit * py},
      {s2 * unit * px, s2 * unit * unit * hxx, s2 * unit * unit * hxy},
      {s2 * unit * py, s2 * unit * unit * hxy, s2 * unit * unit * hyy}
    };
    estimate.hold(normal, gradient);
    double[][] covariance = inverse(normal);
    double[] move = limited(normal, gradient, covariance);
    Pose moved =
        new Pose(
                pose.psiDegrees() + Math.toDegrees(move[0]),
                pose.originXPixels() + move[1],
                pose.originYPixels() + move[2])
            .normalised();
    return new Step(
        moved,
        correlation,
        scale,
        1 / Math.sqrt(2 * tt),
        Math.toDegrees(Math.sqrt(covariance[0][0])),
        Math.sqrt(Math.max(covariance[1][1], covariance[2][2])),
        new double[] {covariance[1][1], covariance[1][2], covariance[2][2]},
        (xx - scale * xt) / disc.size());
  }

  /**
   * The move {psi in radians, ox, oy} that solves the normal equations within the largest turn and
   * shift. What is free is solved again beside what was cut short: the long step of a direction
   * that the particle says nothing about (the turn of a disc, the shift along a filament) must not
   * hold up the others.
   */
  private static double[] limited(double[][] normal, double[] gradient, double[][] covariance) {
    double[] move = new double[3];
    for (int a = 0; a < 3; a++) {
      for (int b = 0; b < 3; b++) {
        move[a] += covariance[a][b] * gradient[b];
      }
    }
    double maxTurn = Math.toRadians(MAX_TURN_DEGREES);
    if (Math.abs(move[0]) > maxTurn) {
      move[0] = Math.copySign(maxTurn, move[0]);
      double gx = gradient[1] - normal[1][0] * move[0];
      double gy = gradient[2] - normal[2][0] * move[0];
      double ridge = 1e-9 * (normal[1][1] + normal[2][2]) + 1e-30;
      double xx = normal[1][1] + ridge;
      double yy = normal[2][2] + ridge;
      double det = xx * yy - normal[1][2] * normal[1][2];
      move[1] = (yy * gx - normal[1][2] * gy) / det;
      move[2] = (xx * gy - normal[1][2] * gx) / det;
    }
    double shift = Math.hypot(move[1], move[2]);
    if (shift > MAX_SHIFT_PIXELS) {
      move[1] *= MAX_SHIFT_PIXELS / shift;
      move[2] *= MAX_SHIFT_PIXELS / shift;
      double turn =
          (gradient[0] - normal[0][1] * move[1] - normal[0][2] * move[2])
              / (normal[0][0] + 1e-9 * (normal[1][1] + normal[2][2]) + 1e-30);
      move[0] = Math.max(-maxTurn, Math.min(maxTurn, turn));
    }
    return move;
  }

  /** The outcome for a particle that does not show the average at all: it stays where it is. */
  private static Step unseen(Pose pose, double correlation, double misfit) {
    double unknown = Double.POSITIVE_INFINITY;
    return new Step(
        pose,
        correlation,
        0,
        unknown,
        unknown,
        unknown,
        new double[] {unknown, 0, unknown},
        misfit);
  }

  /** Inverse of a symmetric positive 3 x 3 matrix; a ridge keeps flat directions finite. */
  private static double[][] inverse(double[][] m) {
    double[][] a = new double[3][3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        a[i][j] = m[i][j] + (i == j ? 1e-9 * (m[0][0] + m[1][1] + m[2][2]) + 1e-30 : 0);
      }
    }
    double c00 = a[1][1] * a[2][2] - a[1][2] * a[2][1];
    double c01 = a[1][2] * a[2][0] - a[1][0] * a[2][2];
    double c02 = a[1][0] * a[2][1] - a[1][1] * a[2][0];
    double det = a[0][0] * c00 + a[0][1] * c01 + a[0][2] * c02;
    double[][] inverse = new double[3][3];
    inverse[0][0] = c00 / det;
    inverse[0][1] = inverse[1][0] = c01 / det;
    inverse[0][2] = inverse[2][0] = c02 / det;
    inverse[1][1] = (a[0][0] * a[2][2] - a[0][2] * a[2][0]) / det;
    inverse[1][2] = inverse[2][1] = (a[0][2] * a[1][0] - a[0][0] * a[1][2]) / det;
    inverse[2][2] = (a[0][0] * a[1][1] - a[0][1] * a[1][0]) / det;
    return inverse;
  }
}
