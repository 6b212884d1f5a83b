package org.cryoudl.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllottedThreadsTest {

  @ParameterizedTest
  @CsvSource({
    "4, 16, 4",
    "16, 4, 4",
    "'', 8, 8",
    "0, 8, 8",
    "-2, 8, 8",
    "2(x3), 8, 8",
    "many, 8, 8"
  })
  void theNumberIsThatOfTheBatchSystem(String allotted, int cores, int threads) {
    assertEquals(threads, CommonOptions.allottedThreads(allotted, cores));
  }
}
