package org.cryoudl.image.pattern;

import java.util.function.DoubleBinaryOperator;

/**
 * What the background of an image may show beside a plane: a sum of functions of the place, whose
 * heights are fitted. Lengths are in pixels, places are counted from the centre pixel.
 */
public sealed interface BackgroundPattern permits BackgroundStep, BackgroundWave {

  /** Angles that are tried at first lie so many degrees apart. */
  double ANGLE_STEP_DEGREES = 7.5;

  /** How many functions it is a sum of. */
  int functions();

  /**
   * One of them, of x and y.
   *
   * @param number from 0
   */
  DoubleBinaryOperator function(int number);

  /** How many numbers it depends on, its heights apart. */
  int parameters();

  /**
   * The same with one of these numbers changed.
   *
   * @param parameter which, from 0
   * @param by part of half the way to the next that is tried at first, between -1 and 1
   * @param box side length of the image
   */
  BackgroundPattern moved(int parameter, double by, int box);

  /** Whether it lies within what is tried. */
  boolean isPossible(int box);
}
