package org.cryoudl.io.mrc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class Float16Test {

  /** IEEE 754-2019, section 3.4: (-1)^s 2^(e-15) (1 + f/1024), or (-1)^s 2^-14 f/1024 for e = 0. */
  private static double definition(int bits) {
    double sign = (bits & 0x8000) == 0 ? 1 : -1;
    int exponent = bits >> 10 & 31;
    double fraction = (bits & 1023) / 1024.0;
    if (exponent == 31) {
      return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return sign
        * (exponent == 0
            ? fraction * Math.pow(2, -14)
            : (1 + fraction) * Math.pow(2, exponent - 15));
  }

  @Test
  void allHalvesMeanWhatTheDefinitionSays() {
    for (int bits = 0; bits < 65536; bits++) {
      float value = Float16.toFloat((short) bits);
      // assertEquals distinguishes -0 from 0 and takes NaN for equal to NaN
      assertEquals(definition(bits), value, "bits " + Integer.toHexString(bits));
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, Float16.fromFloat(value));
      } else {
        assertTrue(Double.isNaN(definition(Float16.fromFloat(value) & 0xffff)));
      }
    }
  }

  @Test
  void valuesBetweenHalvesGoToTheNearestAndTiesToTheEvenOne() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      double low = definition(bits);
      // The successor of the largest half would be 2^16, so that ties there go to infinity.
      double high = bits == 0x7bff ? 65536 : definition(bits + 1);
      float middle = (float) ((low + high) / 2);
      assertEquals(bits + (bits & 1), Float16.fromFloat(middle), "middle above " + bits);
      assertEquals(bits, Float16.fromFloat(Math.nextDown(middle)), "below the middle");
      assertEquals(bits + 1, Float16.fromFloat(Math.nextUp(middle)), "above the middle");
      assertEquals((short) (bits + 1 | 0x8000), Float16.fromFloat(-Math.nextUp(middle)));
    }
    assertEquals(0x7c00, Float16.fromFloat(Float.MAX_VALUE));
    assertEquals(0, Float16.fromFloat(Float.MIN_VALUE));
    assertEquals(65504f, Float16.MAX_VALUE);
  }
}
