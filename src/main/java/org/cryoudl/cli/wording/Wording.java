package org.cryoudl.cli.wording;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.Reason;

/**
 * The sentences of the command line: what is wrong, in the terms of its options. Everything below
 * the command line gives reasons as data and knows no option.
 */
public final class Wording {

  private static final Map<Class<? extends Reason>, Function<Reason, String>> SENTENCES =
      new Sentences()
          .with(AlignmentWording::addTo)
          .with(ClassStartWording::addTo)
          .with(FileWording::addTo)
          .with(ImageWording::addTo)
          .with(MicrographWording::addTo)
          .all();

  private Wording() {}

  /** What the user reads of a failure. */
  public static String of(CryoudlException failure) {
    String sentence = failure.reason().map(Wording::of).orElseGet(failure::getMessage);
    // A sentence may have a list of lines of its own, but none from a file that it quotes.
    return sentence.replaceAll("[\\p{Cntrl}&&[^\n]]|\n(?! {2})", "?");
  }

  /** What the user reads of a reason. */
  public static String of(Reason reason) {
    return SENTENCES.getOrDefault(reason.getClass(), Reason::sentence).apply(reason);
  }

  /** The reasons that have a sentence here. */
  static Set<Class<? extends Reason>> known() {
    return SENTENCES.keySet();
  }
}
