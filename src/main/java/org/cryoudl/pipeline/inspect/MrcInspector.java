package org.cryoudl.pipeline.inspect;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcHeader;
import org.cryoudl.io.mrc.MrcMode;
import org.cryoudl.io.mrc.PixelStatistics;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.health.ImageSurvey;
import org.cryoudl.pipeline.health.InputFinding;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.health.MetadataFinding;
import org.cryoudl.progress.Progress;

/** Says what an MRC file holds, and whether its header agrees with its pixels. */
final class MrcInspector implements FileInspector {

  private static final Set<String> EXTENSIONS =
      Set.of("mrc", "mrcs", "map", "ccp4", "st", "rec", "ali");

  /** A header's statistic further off than this fraction of the standard deviation is stale. */
  private static final double TOLERANCE = 1e-3;

  private static final int STACK_OF_VOLUMES = 401;

  @Override
  public String kinds() {
    return "MRC (.mrc, .mrcs, .map, .ccp4, .st, .rec, .ali)";
  }

  @Override
  public boolean recognises(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
  }

  @Override
  public List<Image> images(Path file, int atMost) {
    try (MrcFile mrc = MrcFile.open(file)) {
      List<Image> images = new ArrayList<>();
      for (int i = 0; i < Math.min(atMost, mrc.size()); i++) {
        images.add(mrc.read(i));
      }
      return images;
    }
  }

  @Override
  public List<Path> stacks(Path file) {
    return List.of();
  }

  @Override
  public FileDescription describe(Path file, Progress progress) {
    try (MrcFile mrc = MrcFile.open(file)) {
      MrcHeader header = mrc.header();
      List<String> lines = new ArrayList<>();
      lines.add(FileInspector.line("file", file.toString()));
      lines.add(FileInspector.line("holds", contents(mrc)));
      lines.add(FileInspector.line("pixels", pixels(mrc)));
      lines.add(FileInspector.line("pixel size", pixelSize(mrc)));
      ImageSurvey survey = ImageSurvey.of(mrc, progress);
      if (survey.statistics().count() > 0) {
        lines.add(FileInspector.line("values", values(survey, mrc)));
        lines.add(FileInspector.line("header says", headerStatistics(header, survey, mrc)));
      }
      for (String label : header.labels()) {
        if (!label.isBlank()) {
          lines.add(FileInspector.line("label", label));
        }
      }
      InputHealth health = health(file, mrc, survey);
      lines.addAll(health.lines());
      mrc.oddities().forEach(text -> lines.add(FileInspector.line("odd", text)));
      return new FileDescription(lines, health.worst());
    }
  }

  /** Of a stack all that matters to particles; of a volume or a single image, its values. */
  private static InputHealth health(Path file, MrcFile mrc, ImageSurvey survey) {
    if (mrc.isStack() && mrc.size() > 1) {
      try (ParticleSet set = ParticleSet.open(file, ParticleSetOptions.DEFAULT)) {
        return InputHealth.of(set, InputHealth.Use.DEFAULT, survey);
      }
    }
    List<InputFinding> findings = new ArrayList<>(List.of(survey.unusable(), survey.constant()));
    mrc.warnings().forEach(text -> findings.add(new MetadataFinding.Remark(text)));
    return new InputHealth(findings);
  }

  private static String contents(MrcFile mrc) {
    MrcHeader header = mrc.header();
    String plane = header.columns() + " x " + header.rows();
    if (header.sections() == 1) {
      return "one image of " + plane + " pixels";
    }
    if (header.spaceGroup() == STACK_OF_VOLUMES) {
      return header.sections() + " sections of " + plane + " pixels, a stack of volumes";
    }
    return mrc.isVolume()
        ? "a volume of "
            + plane
            + " x "
            + header.sections()
            + " voxels (a stack of images, if metadata names them)"
        : "a stack of " + header.sections() + " images of " + plane + " pixels";
  }

  private static String pixels(MrcFile mrc) {
    MrcMode mode = mrc.header().mode();
    String sign = mrc.readsUnsignedBytes() ? ", unsigned" : ", signed";
    boolean little = mrc.header().byteOrder() == ByteOrder.LITTLE_ENDIAN;
    return mode.words()
        + (mode == MrcMode.INT8 ? sign : "")
        + " (mode "
        + mode.code()
        + "), "
        + (little ? "little" : "big")
        + "-endian";
  }

  private static String pixelSize(MrcFile mrc) {
    if (mrc.pixelSizeAngstroms().isEmpty()) {
      return mrc.header().writtenPixelSizeAngstroms().isPresent()
          ? "unknown: the header states one that no particle has"
          : "unknown: the header does not state it";
    }
    double size = mrc.pixelSizeAngstroms().getAsDouble();
    // Found in files of RELION, XMIPP and EMAN2 whose true pixel size is another.
    String doubt = size == 1 ? " (programs also write 1 when they do not know)" : "";
    return (size == Math.rint(size) ? String.valueOf((long) size) : String.valueOf(size))
        + " A"
        + doubt;
  }

  private static String values(ImageSurvey survey, MrcFile mrc) {
    PixelStatistics s = survey.statistics();
    String scope =
        survey.images() == mrc.size()
            ? ""
            : " (of " + survey.images() + " of " + mrc.size() + " images, spread over the file)";
    return words(s.minimum(), s.maximum(), s.mean(), s.standardDeviation()) + scope;
  }

  private static String headerStatistics(MrcHeader header, ImageSurvey survey, MrcFile mrc) {
    MrcHeader.Statistics stated = header.statistics();
    boolean unset =
        stated.maximum() < stated.minimum()
            || stated.rms() < 0
            || stated.maximum() == 0 && stated.minimum() == 0;
    if (unset) {
      return "nothing about them";
    }
    PixelStatistics actual = survey.statistics();
    double tolerance = TOLERANCE * actual.standardDeviation();
    boolean beyond =
        actual.minimum() < stated.minimum() - tolerance
            || actual.maximum() > stated.maximum() + tolerance;
    boolean differs =
        Math.abs(actual.minimum() - stated.minimum()) > tolerance
            || Math.abs(actual.maximum() - stated.maximum()) > tolerance
            || Math.abs(actual.mean() - stated.mean()) > tolerance
            || Math.abs(actual.standardDeviation() - stated.rms()) > tolerance;
    // A sample can only show that the header's range is too narrow.
    if (survey.images() == mrc.size() ? differs : beyond) {
      return words(stated.minimum(), stated.maximum(), stated.mean(), stated.rms()) + ": stale";
    }
    return "the same";
  }

  private static String words(double minimum, double maximum, double mean, double deviation) {
    return String.format(
        Locale.ROOT,
        "%.4g to %.4g, mean %.4g, standard deviation %.4g",
        minimum,
        maximum,
        mean,
        deviation);
  }
}
