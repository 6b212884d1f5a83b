package org.cryoudl.pipeline.selection;

import java.nio.file.Path;
import org.cryoudl.failure.Reason;

/** Why classes cannot be chosen as they were to be, where another rule helps. */
public sealed interface SelectionReason extends Reason {

  /** Nothing says how good the classes are. */
  record NoScores(Path figures) implements SelectionReason {
    @Override
    public String problem() {
      return figures + " holds no scores of classes";
    }

    @Override
    public String remedy() {
      return "choose classes by number or by resolution";
    }
  }

  /** Nothing says which classes to use. */
  record NoRecommendation(Path figures) implements SelectionReason {
    @Override
    public String problem() {
      return figures + " does not say which classes are recommended";
    }

    @Override
    public String remedy() {
      return "choose classes by number or by resolution";
    }
  }

  /** No class has a resolution in Angstrom. */
  record NoResolutions(Path figures) implements SelectionReason {
    @Override
    public String problem() {
      return figures
          + " holds no resolution in Angstrom of any class (without a pixel size there is none)";
    }

    @Override
    public String remedy() {
      return "choose classes by number";
    }
  }
}
