package org.cryoudl.io.particles.naming;

import org.cryoudl.failure.DataException;

/**
 * One image of a stack. This class alone translates between 0-based positions and the 1-based names
 * {@code 000001@stack.mrcs} of RELION and XMIPP. A name without {@code N@} stands for a file of one
 * image.
 *
 * @param stackName the stack as the metadata name it
 * @param index0 0-based position in the stack
 */
public record ImageLocation(String stackName, int index0) {

  private static final int DIGITS = 6;

  public ImageLocation {
    if (index0 < 0 || stackName.isEmpty()) {
      throw new IllegalArgumentException("no image " + index0 + " in stack '" + stackName + "'");
    }
  }

  /**
   * Reads a name such as {@code 000012@stack.mrcs} or {@code 12@stack.mrcs}.
   *
   * @param place file and line the name stands in, for messages
   * @throws DataException if the name is empty, or what stands before the @ is not 1 or more
   */
  public static ImageLocation parse(String name, String place) {
    int at = name.indexOf('@');
    String stack = name.substring(at + 1);
    if (stack.isEmpty()) {
      throw new DataException(place + ": the image name '" + name + "' names no file");
    }
    return new ImageLocation(stack, at < 0 ? 0 : position(name, at, place));
  }

  private static int position(String name, int at, String place) {
    int number = 0;
    for (int i = 0; i < at; i++) {
      int digit = Character.digit(name.charAt(i), 10);
      if (digit < 0 || number > (Integer.MAX_VALUE - digit) / 10) {
        throw new DataException(
            place + ": the image name '" + name + "' has no image number before its @");
      }
      number = 10 * number + digit;
    }
    if (number < 1) {
      throw new DataException(
          place
              + ": the image name '"
              + name
              + "' asks for image 0, but images count from 1; number them from 000001");
    }
    return number - 1;
  }

  /** Whether a name has no {@code N@} and so stands for a whole file. */
  public static boolean namesWholeFile(String name) {
    return name.indexOf('@') < 0;
  }

  /** The 1-based name, 6 digits or more: {@code 000001@stack.mrcs}. */
  public String name() {
    return name(stackName, index0);
  }

  /** The 1-based name of the image at {@code index0} of a stack. */
  public static String name(String stackName, int index0) {
    String number = Integer.toString(index0 + 1);
    return "0".repeat(Math.max(0, DIGITS - number.length())) + number + '@' + stackName;
  }
}
