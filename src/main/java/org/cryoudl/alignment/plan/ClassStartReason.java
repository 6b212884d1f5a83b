package org.cryoudl.alignment.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.Reason;
import org.cryoudl.io.ShortList;

/** Why a search for classes cannot begin as it is wanted, or what looks wrong about its start. */
public sealed interface ClassStartReason extends Reason {

  /**
   * The start has more classes than are wanted.
   *
   * @param file which the start comes from
   */
  record FewerThanStart(int wanted, int present, Path file) implements ClassStartReason {
    @Override
    public String problem() {
      return wanted + " classes are fewer than the " + present + " to start from in " + file;
    }

    @Override
    public String remedy() {
      return "leave classes out of the start, or choose more";
    }
  }

  /**
   * A particle has no class that a search could start from.
   *
   * @param place file and line of the particle
   */
  record NoStartClass(String place) implements ClassStartReason {
    @Override
    public String problem() {
      return place
          + ": there is no class to start from (no rlnClassNumber, ref or alignments2D/class)";
    }

    @Override
    public String remedy() {
      return "to find classes from nothing, leave the start out";
    }
  }

  /** No particle is in a class: all class numbers are 0. */
  record NoClassAboveZero(Path file) implements ClassStartReason {
    @Override
    public String problem() {
      return "there is no class to start from: all class numbers in " + file + " are below 1";
    }

    @Override
    public String remedy() {
      return "to find classes from nothing, leave the start out";
    }
  }

  /**
   * Poses are to be held, but a particle has none.
   *
   * @param place file and line of the particle
   */
  record NoPoseToHold(String place) implements ClassStartReason {
    @Override
    public String problem() {
      return place
          + ": there is no pose to hold (no rlnAnglePsi, rlnOriginXAngst, anglePsi, shiftX or"
          + " alignments2D/pose)";
    }

    @Override
    public String remedy() {
      return "let the poses be found too";
    }
  }

  /** Start averages of another box, and no two pixel sizes that lead from one to the other. */
  record OtherBox(Path file, int box, int particleBox) implements ClassStartReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "the averages in %s have %d x %d pixels, the particles %d x %d, and the pixel sizes of"
              + " both are not known, so one cannot be brought to the other",
          file,
          box,
          box,
          particleBox,
          particleBox);
    }

    @Override
    public String remedy() {
      return "write the pixel sizes into the headers, or bring the averages to the particles' box";
    }
  }

  /** Start averages that are not square. */
  record NotSquare(Path file, int width, int height) implements ClassStartReason {
    @Override
    public String problem() {
      return "the averages in "
          + file
          + " have "
          + width
          + " x "
          + height
          + " pixels, but averages are square";
    }

    @Override
    public String remedy() {
      return "choose another file";
    }
  }

  /** Every start average holds a single value. */
  record NoAverage(Path file, int averages) implements ClassStartReason {
    @Override
    public String problem() {
      return "there is no average to start from: "
          + (averages == 1 ? "the image" : "each of the " + averages + " images")
          + " in "
          + file
          + " holds a single value";
    }

    @Override
    public String remedy() {
      return "choose another file";
    }
  }

  /**
   * Images among the start averages that hold a single value, as the averages of empty classes do.
   *
   * @param numbers of these images, from 1
   * @param averages images in the file
   */
  record EmptyAverages(Path file, List<String> numbers, int averages) implements ClassStartReason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "%s of the %d averages in %s %s a single value, as of an empty class, and %s left out:"
              + " %s",
          numbers.size(),
          averages,
          file,
          numbers.size() == 1 ? "holds" : "hold",
          numbers.size() == 1 ? "is" : "are",
          ShortList.of(numbers));
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** The particles agree better with the start averages when these are inverted. */
  record Inverted(Path file) implements ClassStartReason {
    @Override
    public String problem() {
      return "the averages in "
          + file
          + " have the contrast of the particles inverted; they are used with light and dark"
          + " exchanged";
    }

    @Override
    public String remedy() {
      return "";
    }
  }

  /** What a start from one volume leaves no room for is wanted too. */
  record NotWithVolume() implements ClassStartReason {
    @Override
    public String problem() {
      return "a start from one volume finds the poses, and makes classes of neighbouring views:"
          + " held poses, equal sizes and a number of passes do not go with it";
    }

    @Override
    public String remedy() {
      return "leave them out, or choose another start";
    }
  }

  /** What only a search for several classes knows is wanted of one. */
  record OnlyForSeveral() implements ClassStartReason {
    @Override
    public String problem() {
      return "one class is an alignment of all particles: a start, held poses, equal sizes and a"
          + " number of passes are about several";
    }

    @Override
    public String remedy() {
      return "leave them out, or choose more classes";
    }
  }
}
