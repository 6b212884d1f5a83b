package org.cryoudl.io.particles;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/**
 * Some rows of a set of particles, which stays open as long as this is used, and must be closed by
 * whoever opened it.
 */
public final class ParticleSelection implements Particles {

  private final Particles all;
  private final int[] rows;
  private final ImageSource images;

  private ParticleSelection(Particles all, int[] rows, ImageSource images) {
    this.all = all;
    this.rows = rows.clone();
    this.images = images;
  }

  /** The particles in these rows, in this order. */
  public static ParticleSelection of(Particles all, int[] rows) {
    return new ParticleSelection(all, rows, new SelectedImages(all.images(), rows.clone()));
  }

  /**
   * The particles in these rows with other images in the place of their own, all else as it is.
   *
   * @param images as many as rows
   */
  public static ParticleSelection withImages(Particles all, int[] rows, ImageSource images) {
    if (images.size() != rows.length) {
      throw new IllegalArgumentException(
          "a selection needs as many images as rows, got " + images.size() + " and " + rows.length);
    }
    return new ParticleSelection(all, rows, images);
  }

  @Override
  public Path file() {
    return all.file();
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public ImageSource images() {
    return images;
  }

  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return all.pixelSizeAngstroms();
  }

  @Override
  public Optional<CtfParameters> ctf(int row) {
    return all.ctf(rows[row]);
  }

  @Override
  public Optional<Pose> pose(int row) {
    return all.pose(rows[row]);
  }

  @Override
  public OptionalInt classNumber(int row) {
    return all.classNumber(rows[row]);
  }

  @Override
  public PhaseState phases() {
    return all.phases();
  }

  @Override
  public boolean saysDark() {
    return all.saysDark();
  }

  @Override
  public String imageName(int row) {
    return all.imageName(rows[row]);
  }

  @Override
  public String place(int row) {
    return all.place(rows[row]);
  }

  private record SelectedImages(ImageSource all, int[] rows) implements ImageSource {

    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public int width() {
      return all.width();
    }

    @Override
    public int height() {
      return all.height();
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return all.pixelSizeAngstroms();
    }

    @Override
    public void read(int index, float[] destination) {
      all.read(rows[index], destination);
    }

    @Override
    public String describe(int index) {
      return all.describe(rows[index]);
    }

    @Override
    public void close() {
      // The set that lends its images closes them.
    }
  }
}
