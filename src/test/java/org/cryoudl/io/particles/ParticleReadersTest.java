package org.cryoudl.io.particles;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;
import org.cryoudl.geometry.Pose;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.TestStacks;
import org.junit.jupiter.api.Nested;

/** Every kind of file that particles are read from, and a selection of them. */
class ParticleReadersTest {

  /** Readers of files, which {@link ParticleSet} opens. */
  abstract static class Files extends ParticlesContract {

    private ParticleSet set;

    /** Writes the particles; images are named {@code images.mrcs}. */
    abstract Path write(Path stack);

    @Override
    Particles open(Path stack) {
      set = ParticleSet.open(write(stack), ParticleSetOptions.DEFAULT);
      return set;
    }

    @Override
    void close() {
      set.close();
    }

    Path text(String name, String header, IntFunction<String> row) {
      StringBuilder text = new StringBuilder(header);
      for (int i = 0; i < COUNT; i++) {
        text.append(row.apply(i)).append('\n');
      }
      return TestStacks.text(folder.resolve(name), text.toString());
    }
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static Path star31(Files files) {
    return files.text(
        "new.star",
        """
        data_optics
        loop_
        _rlnOpticsGroup
        _rlnVoltage
        _rlnSphericalAberration
        _rlnAmplitudeContrast
        _rlnImagePixelSize
        _rlnImageSize
        1 200 2.5 0.125 1.6 6

        data_particles
        loop_
        _rlnImageName
        _rlnOpticsGroup
        _rlnAnglePsi
        _rlnOriginXAngst
        _rlnOriginYAngst
        _rlnDefocusU
        _rlnDefocusV
        _rlnDefocusAngle
        _rlnPhaseShift
        """,
        i -> {
          Pose pose = ParticlesContract.POSES[i];
          CtfParameters ctf = ParticlesContract.CTFS[i];
          return line(
              "%06d@images.mrcs 1 %.4f %.6f %.6f %.2f %.2f %.3f %.3f",
              i + 1,
              pose.psiDegrees(),
              1.6 * pose.originXPixels(),
              1.6 * pose.originYPixels(),
              ctf.defocusUAngstroms(),
              ctf.defocusVAngstroms(),
              ctf.defocusAngleDegrees(),
              ctf.phaseShiftDegrees());
        });
  }

  @Nested
  class Star30 extends Files {

    /** The pixel size is the detector's, 8 micrometres, over the magnification. */
    @Override
    Path write(Path stack) {
      return text(
          "old.star",
          """
          data_images
          loop_
          _rlnVoltage
          _rlnSphericalAberration
          _rlnAmplitudeContrast
          _rlnDetectorPixelSize
          _rlnMagnification
          _rlnImageName
          _rlnAnglePsi
          _rlnOriginX
          _rlnOriginY
          _rlnDefocusU
          _rlnDefocusV
          _rlnDefocusAngle
          _rlnPhaseShift
          """,
          i ->
              line(
                  "200 2.5 0.125 8 50000 %06d@images.mrcs %.4f %.6f %.6f %.2f %.2f %.3f %.3f",
                  i + 1,
                  POSES[i].psiDegrees(),
                  POSES[i].originXPixels(),
                  POSES[i].originYPixels(),
                  CTFS[i].defocusUAngstroms(),
                  CTFS[i].defocusVAngstroms(),
                  CTFS[i].defocusAngleDegrees(),
                  CTFS[i].phaseShiftDegrees()));
    }
  }

  @Nested
  class Star31 extends Files {

    @Override
    Path write(Path stack) {
      return star31(this);
    }
  }

  @Nested
  class Xmd extends Files {

    /** {@code psi_x = -psi_r} and {@code s = R(psi_r) o}, with turns from +x toward +row. */
    @Override
    Path write(Path stack) {
      return text(
          "p.xmd",
          """
          # XMIPP_STAR_1 *
          data_noname
          loop_
           _image
           _ctfSamplingRate
           _ctfVoltage
           _ctfSphericalAberration
           _ctfQ0
           _ctfDefocusU
           _ctfDefocusV
           _ctfDefocusAngle
           _ctfVPPphaseshift
           _anglePsi
           _shiftX
           _shiftY
          """,
          i -> {
            double c = Math.cos(Math.toRadians(POSES[i].psiDegrees()));
            double s = Math.sin(Math.toRadians(POSES[i].psiDegrees()));
            double x = POSES[i].originXPixels();
            double y = POSES[i].originYPixels();
            return line(
                "%06d@images.mrcs 1.6 200 2.5 0.125 %.2f %.2f %.3f %.3f %.4f %.8f %.8f",
                i + 1,
                CTFS[i].defocusUAngstroms(),
                CTFS[i].defocusVAngstroms(),
                CTFS[i].defocusAngleDegrees(),
                CTFS[i].phaseShiftDegrees(),
                -POSES[i].psiDegrees(),
                c * x - s * y,
                s * x + c * y);
          });
    }
  }

  @Nested
  class Cryosparc extends Files {

    private Object[] column(IntFunction<Object> value) {
      Object[] column = new Object[COUNT];
      for (int i = 0; i < COUNT; i++) {
        column[i] = value.apply(i);
      }
      return column;
    }

    /** Angles are in radians; shifts in pixels of the 2D classification, twice as large. */
    @Override
    Path write(Path stack) {
      return new NpyBytes()
          .with("blob/path", column(i -> "images.mrcs"))
          .with("blob/idx", column(i -> (long) i))
          .with("blob/shape", column(i -> new float[] {BOX, BOX}))
          .with("blob/psize_A", column(i -> 1.6f))
          .with("alignments2D/pose", column(i -> (float) Math.toRadians(POSES[i].psiDegrees())))
          .with(
              "alignments2D/shift",
              column(
                  i ->
                      new float[] {
                        (float) POSES[i].originXPixels() / 2, (float) POSES[i].originYPixels() / 2
                      }))
          .with("alignments2D/psize_A", column(i -> 3.2f))
          .with("ctf/accel_kv", column(i -> 200f))
          .with("ctf/cs_mm", column(i -> 2.5f))
          .with("ctf/amp_contrast", column(i -> 0.125f))
          .with("ctf/df1_A", column(i -> (float) CTFS[i].defocusUAngstroms()))
          .with("ctf/df2_A", column(i -> (float) CTFS[i].defocusVAngstroms()))
          .with(
              "ctf/df_angle_rad",
              column(i -> (float) Math.toRadians(CTFS[i].defocusAngleDegrees())))
          .with(
              "ctf/phase_shift_rad",
              column(i -> (float) Math.toRadians(CTFS[i].phaseShiftDegrees())))
          .write(folder.resolve("p.cs"));
    }
  }

  @Nested
  class BareStack extends Files {

    @Override
    Path write(Path stack) {
      return stack;
    }

    @Override
    boolean holdsMetadata() {
      return false;
    }
  }

  /** Rows picked from a file, which are the file's where all are picked. */
  @Nested
  class Selection extends Files {

    @Override
    Path write(Path stack) {
      return star31(this);
    }

    @Override
    Particles open(Path stack) {
      Particles all = super.open(stack);
      Particles reversed = ParticleSelection.of(all, new int[] {3, 2, 1, 0});
      return ParticleSelection.of(reversed, new int[] {3, 2, 1, 0});
    }
  }
}
