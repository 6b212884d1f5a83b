package org.cryoudl.cli.console;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Under which heading the help lists an option, or all options of a class. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD})
public @interface OptionGroup {

  /** The headings, in the order of the help. */
  enum Heading {
    INPUT("Input"),
    OUTPUT("Output"),
    SEARCH("What to find"),
    IMAGING("CTF and contrast"),
    NETWORK("Network"),
    OTHER_METHODS("Other methods"),
    GENERAL("General");

    private final String title;

    Heading(String title) {
      this.title = title;
    }

    /** As printed. */
    public String title() {
      return title;
    }
  }

  Heading value();
}
