package org.cryoudl.cli.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.mask.StructuringElement;
import org.cryoudl.pipeline.images.MaskJob;
import org.cryoudl.pipeline.images.MaskShape;
import org.cryoudl.pipeline.images.MaskSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mask IN -o OUT}: what is inside, from 0 to 1. */
@Command(
    name = "mask",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes a mask, from 0 outside to 1 inside, of every image or of a volume.",
      "",
      "Inside is what reaches a threshold, or a plain figure about the centre. Then, in this order:"
          + " the largest part, holes, erosion, dilation, a soft edge outside."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl mask map.mrc -o mask.mrc --low-pass 15A --otsu --largest --dilate 3px --soft 6px",
      "  cryoudl mask map.mrc -o mask.mrc --mass 2500 --fill --soft 6px",
      "  cryoudl mask particles.mrcs -o inside.mrcs --shape circle --radius 60A --soft 5px --apply",
    })
public final class MaskCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private ImageOptions images;

  @Option(names = "--threshold", paramLabel = "T", description = "Inside is what is at least T.")
  private Double threshold;

  @Option(
      names = "--otsu",
      description = "Find the threshold that divides the values into two groups best (Otsu).")
  private boolean otsu;

  @Option(
      names = "--mass",
      paramLabel = "KDA",
      description = "Take the contour of a volume that holds this mass of protein.")
  private Double mass;

  @Option(
      names = "--shape",
      paramLabel = "FIGURE",
      description = "circle, ring or rectangle; in a volume a ball, a shell or a block.")
  private MaskShape.Kind shape;

  @Option(
      names = "--radius",
      paramLabel = "LENGTH",
      description = "Of the figure; half the side of a rectangle.")
  private Length radius;

  @Option(names = "--inner-radius", paramLabel = "LENGTH", description = "Of a ring.")
  private Length innerRadius;

  @Option(
      names = "--low-pass",
      paramLabel = "LENGTH",
      description = "Filter before the threshold, such as 15A.")
  private Length lowPass;

  @Option(names = "--largest", description = "Keep the largest part only.")
  private boolean largest;

  @Option(names = "--fill", description = "Fill holes.")
  private boolean fill;

  @Option(names = "--erode", paramLabel = "LENGTH", description = "Shrink, such as 2px.")
  private Length erode;

  @Option(names = "--dilate", paramLabel = "LENGTH", description = "Grow, such as 3px.")
  private Length dilate;

  @Option(
      names = "--element",
      paramLabel = "SHAPE",
      defaultValue = "ball",
      description =
          "Shrink and grow by a ball (default), or by a square: 3 x 3 once for every pixel.")
  private StructuringElement element;

  @Option(
      names = "--soft",
      paramLabel = "LENGTH",
      description = "Width of a cosine edge outside, such as 6px.")
  private Length soft;

  @Option(names = "--invert", description = "Outside for inside.")
  private boolean invert;

  @Option(names = "--apply", description = "Write the images inside their masks instead.")
  private boolean apply;

  @Override
  public Integer call() {
    int count =
        new MaskJob(
                images.input(),
                images.output(),
                source(),
                new MaskJob.Shaping(
                    Optional.ofNullable(lowPass),
                    largest,
                    fill,
                    Optional.ofNullable(erode),
                    Optional.ofNullable(dilate),
                    element,
                    Optional.ofNullable(soft),
                    invert),
                apply,
                images.projectFolder(),
                images.pixelSize(),
                images.overwrite())
            .run(common.progress());
    common.out().println(images.written(count));
    common.out().flush();
    return 0;
  }

  private MaskSource source() {
    List<MaskSource> named = new ArrayList<>();
    if (threshold != null) {
      named.add(new MaskSource.Given(threshold));
    }
    if (otsu) {
      named.add(new MaskSource.Otsu());
    }
    if (mass != null) {
      if (!(mass > 0)) {
        throw refusal("--mass must be above 0 kDa, got " + mass);
      }
      named.add(new MaskSource.Mass(mass));
    }
    if (shape != null) {
      named.add(new MaskSource.Figure(figure()));
    } else if (radius != null || innerRadius != null) {
      throw refusal("--radius and --inner-radius are for a figure; add --shape");
    }
    if (named.size() != 1) {
      throw refusal("say what is inside by one of --threshold, --otsu, --mass and --shape");
    }
    return named.get(0);
  }

  private MaskShape figure() {
    if (radius == null) {
      throw refusal("--shape needs a --radius, such as 60A or 40px");
    }
    if ((shape == MaskShape.Kind.RING) != (innerRadius != null)) {
      throw refusal("--shape ring needs an --inner-radius, and no other figure has one");
    }
    return new MaskShape(shape, radius, Optional.ofNullable(innerRadius));
  }

  private ParameterException refusal(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
