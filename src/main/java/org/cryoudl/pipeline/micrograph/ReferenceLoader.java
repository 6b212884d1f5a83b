package org.cryoudl.pipeline.micrograph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.micrograph.picking.References;
import org.cryoudl.simulation.projection.VolumeProjector;

/** Reads what is searched for: class averages, a volume seen from many sides, or a blob. */
final class ReferenceLoader {

  /** What names a round blob in place of a file. */
  static final String BLOB = "blob";

  /** A pixel of a reference counts as part of the particle above this share of its largest. */
  private static final double INSIDE = 0.1;

  private final String reference;
  private final OptionalDouble givenPixelSize;
  private final Optional<Length> diameter;
  private final int directions;

  ReferenceLoader(
      String reference,
      OptionalDouble pixelSizeAngstroms,
      Optional<Length> diameter,
      int directions) {
    this.reference = reference;
    this.givenPixelSize = pixelSizeAngstroms;
    this.diameter = diameter;
    this.directions = directions;
  }

  /**
   * The references.
   *
   * @throws DataException if the file cannot be read
   * @throws UsageException if a pixel size or a diameter is known from nowhere
   */
  References load() {
    if (reference.equals(BLOB)) {
      Length wanted =
          diameter.orElseThrow(
              () -> new UsageException(new MicrographReason.DiameterMissing(reference)));
      double pixelSize =
          wanted.unit() == Length.Unit.ANGSTROM
              ? 1
              : givenPixelSize.orElseThrow(
                  () ->
                      new UsageException(
                          new MicrographReason.ReferencePixelSizeMissing(reference)));
      return References.blob(wanted.angstroms(pixelSize));
    }
    Path file = Path.of(reference);
    try (MrcFile mrc = MrcFile.open(file)) {
      double pixelSize =
          (givenPixelSize.isPresent() ? givenPixelSize : mrc.pixelSizeAngstroms())
              .orElseThrow(
                  () ->
                      new UsageException(
                          new MicrographReason.ReferencePixelSizeMissing(reference)));
      List<Image> pictures = mrc.isVolume() ? projections(file) : averages(mrc);
      double size =
          diameter.isPresent() ? diameter.get().angstroms(pixelSize) : pixelSize * widest(pictures);
      return new References(pictures, pixelSize, size, false);
    }
  }

  private List<Image> projections(Path file) {
    MrcVolume volume = MrcVolume.read(file);
    int side = Math.max(volume.sizeX(), Math.max(volume.sizeY(), volume.sizeZ()));
    List<Image> pictures = new ArrayList<>();
    for (int d = 0; d < directions; d++) {
      pictures.add(VolumeProjector.project(volume, EulerAngles.onSpiral(d, directions), side, 1));
    }
    return pictures;
  }

  private List<Image> averages(MrcFile mrc) {
    if (mrc.width() != mrc.height()) {
      throw new DataException(
          mrc.path()
              + " has averages of "
              + mrc.width()
              + " x "
              + mrc.height()
              + " pixels; square ones are needed");
    }
    List<Image> pictures = new ArrayList<>();
    for (int i = 0; i < mrc.size(); i++) {
      Image average = mrc.read(i);
      if (!isFlat(average)) {
        pictures.add(average);
      }
    }
    if (pictures.isEmpty()) {
      throw new DataException(mrc.path() + " holds " + mrc.size() + " averages, all of them flat");
    }
    return pictures;
  }

  private static boolean isFlat(Image image) {
    for (float value : image.pixels()) {
      if (value != image.pixels()[0]) {
        return false;
      }
    }
    return true;
  }

  /** The diameter that holds nearly all that is bright in any picture, in pixels. */
  private static double widest(List<Image> pictures) {
    double widest = 0;
    for (Image picture : pictures) {
      int box = picture.box();
      double largest = 0;
      for (float value : picture.pixels()) {
        largest = Math.max(largest, value);
      }
      for (int r = 0; r < box; r++) {
        for (int c = 0; c < box; c++) {
          double radius = Math.hypot(r - Image.centre(box), c - Image.centre(box));
          if (picture.at(r, c) > INSIDE * largest && radius < box / 2.0) {
            widest = Math.max(widest, 2 * radius);
          }
        }
      }
    }
    return Math.max(4, widest);
  }
}
