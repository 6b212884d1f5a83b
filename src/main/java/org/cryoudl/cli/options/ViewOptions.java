package org.cryoudl.cli.options;

import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.cli.wording.AlignmentWording;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.pipeline.align.AlignMethod;
import picocli.CommandLine.Option;

/** The options of {@code align} that say what is known of the view. */
@OptionGroup(OptionGroup.Heading.SEARCH)
public final class ViewOptions {

  @Option(
      names = "--symmetry",
      defaultValue = "C1",
      paramLabel = "C<n>",
      description =
          "Rotational symmetry of the view, for instance C6: the average is given it, and angles are"
              + " known modulo 360/n degrees.")
  private String symmetry;

  @Option(
      names = "--mirror",
      description =
          "Particles may show either side: each may be mirrored (XMIPP's flip); needs --format xmd.")
  private boolean mirror;

  @Option(
      names = "--min-correlation",
      paramLabel = "X",
      description =
          "Flag particles whose correlation with an average of the others is below X, and leave them"
              + " out of the average.")
  private Double leastCorrelation;

  /**
   * What the options say together.
   *
   * @throws UsageException if they contradict each other or belong to another method
   */
  public ViewConstraints given(AlignMethod method) {
    ViewConstraints given =
        new ViewConstraints(
            CyclicSymmetry.named(symmetry),
            mirror,
            leastCorrelation == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(leastCorrelation));
    if (method.kind() != AlignMethod.Kind.CRYOUDL && !given.equals(ViewConstraints.NOTHING)) {
      throw new UsageException(
          AlignmentWording.option(given)
              + " belongs to --method cryoudl, but the method is "
              + method.kind().label());
    }
    return given;
  }
}
