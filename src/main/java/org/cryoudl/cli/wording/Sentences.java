package org.cryoudl.cli.wording;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.cryoudl.failure.Reason;

/** Collects a sentence for each kind of reason. */
final class Sentences {

  private final Map<Class<? extends Reason>, Function<Reason, String>> all = new HashMap<>();

  /** The whole sentence for a kind of reason, made from its data. */
  <R extends Reason> Sentences say(Class<R> kind, Function<R, String> sentence) {
    if (all.put(kind, reason -> sentence.apply(kind.cast(reason))) != null) {
      throw new IllegalStateException("two sentences for " + kind.getName());
    }
    return this;
  }

  /** The reason's own words for the problem, and what to do in terms of options. */
  Sentences advise(Class<? extends Reason> kind, String remedy) {
    return say(kind, reason -> reason.problem() + "; " + remedy);
  }

  /** With what another class adds. */
  Sentences with(Consumer<Sentences> others) {
    others.accept(this);
    return this;
  }

  Map<Class<? extends Reason>, Function<Reason, String>> all() {
    return Map.copyOf(all);
  }
}
