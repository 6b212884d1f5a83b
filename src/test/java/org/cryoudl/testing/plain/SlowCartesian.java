package org.cryoudl.testing.plain;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.network.tensors.Weights;

/**
 * The cartesian network read off its description a second time, in plain Java with double numbers:
 * one loop a sum, no engine. Maps are [image][channel][row][column].
 */
public final class SlowCartesian {

  private final Map<String, double[]> values = new HashMap<>();
  private final Map<String, long[]> shapes = new HashMap<>();
  private final boolean training;

  public SlowCartesian(Weights weights, boolean training) {
    for (Map.Entry<String, NDArray> entry : weights.arrays().entrySet()) {
      float[] from = entry.getValue().toFloatArray();
      double[] to = new double[from.length];
      for (int i = 0; i < to.length; i++) {
        to[i] = from[i];
      }
      values.put(entry.getKey(), to);
      shapes.put(entry.getKey(), entry.getValue().getShape().getShape());
    }
    this.training = training;
  }

  /** The last block's map. */
  public double[][][][] branch(double[][][][] spectra, int maskLayers, int blocks) {
    double[][][][] mask = spectra;
    for (int i = 0; i < maskLayers; i++) {
      mask = layer("mask." + i, mask);
      boolean last = i == maskLayers - 1;
      each(mask, v -> last ? 1 / (1 + Math.exp(-v)) : Math.max(0, v));
    }
    double[][][][] x = new double[spectra.length][1][][];
    for (int n = 0; n < x.length; n++) {
      int size = spectra[n][0].length;
      x[n][0] = new double[size][size];
      for (int r = 0; r < size; r++) {
        for (int c = 0; c < size; c++) {
          x[n][0][r][c] = spectra[n][0][r][c] * mask[n][0][r][c];
        }
      }
    }
    for (int b = 0; b < blocks; b++) {
      double[][][][] y = layer("block." + b + ".0", x);
      each(y, v -> Math.max(0, v));
      y = layer("block." + b + ".1", y);
      each(y, v -> Math.max(0, v));
      y = layer("block." + b + ".2", y);
      x = pooledRelu(y, layer("block." + b + ".shortcut", x));
    }
    return x;
  }

  /** Feature matching of one direction: positions of {@code kept}, channels of {@code other}. */
  public double[][][][] matched(double[][][][] kept, double[][][][] other) {
    int size = kept[0][0].length;
    double[][][][] match = new double[kept.length][size * size][size][size];
    for (int n = 0; n < kept.length; n++) {
      for (int r = 0; r < size; r++) {
        for (int c = 0; c < size; c++) {
          double squares = 1e-6;
          for (int q = 0; q < size * size; q++) {
            double sum = 0;
            for (int k = 0; k < kept[n].length; k++) {
              sum += kept[n][k][r][c] * other[n][k][q / size][q % size];
            }
            match[n][q][r][c] = Math.max(0, sum);
            squares += match[n][q][r][c] * match[n][q][r][c];
          }
          for (int q = 0; q < size * size; q++) {
            match[n][q][r][c] /= Math.sqrt(squares);
          }
        }
      }
    }
    double[][][][] x = match;
    for (int i = 0; i < 2; i++) {
      x = layer("match." + i, x);
      each(x, v -> Math.max(0, v));
    }
    return x;
  }

  /** The linear head on the given maps of one pair or image, side by side. */
  public double[] head(double[][][]... maps) {
    List<Double> flat = new ArrayList<>();
    for (double[][][] map : maps) {
      for (double[][] channel : map) {
        for (double[] row : channel) {
          for (double value : row) {
            flat.add(value);
          }
        }
      }
    }
    double[] x = flat.stream().mapToDouble(Double::doubleValue).toArray();
    for (int i = 0; i < 3; i++) {
      double[] weight = values.get("head." + i + ".weight");
      double[] y = new double[weight.length / x.length];
      for (int o = 0; o < y.length; o++) {
        y[o] = i < 2 ? values.get("head." + i + ".bias")[o] : 0;
        for (int k = 0; k < x.length; k++) {
          y[o] += weight[o * x.length + k] * x[k];
        }
      }
      x = y;
    }
    return x;
  }

  /** The batch norm of the circular head, of answers [image][number]. */
  public double[][] headNorm(double[][] answers) {
    double[][][][] maps = new double[answers.length][2][1][1];
    for (int n = 0; n < maps.length; n++) {
      maps[n][0][0][0] = answers[n][0];
      maps[n][1][0][0] = answers[n][1];
    }
    normalise("head.norm.", 0, maps);
    normalise("head.norm.", 1, maps);
    double[][] normed = new double[maps.length][];
    for (int n = 0; n < maps.length; n++) {
      normed[n] = new double[] {maps[n][0][0][0], maps[n][1][0][0]};
    }
    return normed;
  }

  private double[][][][] layer(String name, double[][][][] x) {
    double[] weight = values.get(name + ".conv.weight");
    long[] shape = shapes.get(name + ".conv.weight");
    int out = (int) shape[0];
    int in = (int) shape[1];
    int side = (int) shape[2];
    int size = x[0][0].length;
    double[] bias = values.getOrDefault(name + ".conv.bias", new double[out]);
    double[][][][] y = new double[x.length][out][size][size];
    for (int n = 0; n < x.length; n++) {
      for (int o = 0; o < out; o++) {
        for (int r = 0; r < size; r++) {
          for (int c = 0; c < size; c++) {
            double sum = bias[o];
            for (int i = 0; i < in; i++) {
              for (int dr = 0; dr < side; dr++) {
                for (int dc = 0; dc < side; dc++) {
                  int row = r + dr - side / 2;
                  int column = c + dc - side / 2;
                  if (row >= 0 && row < size && column >= 0 && column < size) {
                    sum += weight[((o * in + i) * side + dr) * side + dc] * x[n][i][row][column];
                  }
                }
              }
            }
            y[n][o][r][c] = sum;
          }
        }
      }
    }
    for (int o = 0; o < out; o++) {
      normalise(name + ".norm.", o, y);
    }
    return y;
  }

  private void normalise(String name, int channel, double[][][][] y) {
    int size = y[0][0].length;
    double mean = values.get(name + "running_mean")[channel];
    double variance = values.get(name + "running_var")[channel];
    if (training) {
      double count = (double) y.length * size * size;
      double sum = 0;
      double squares = 0;
      for (double[][][] image : y) {
        for (double[] row : image[channel]) {
          for (double value : row) {
            sum += value;
            squares += value * value;
          }
        }
      }
      mean = sum / count;
      variance = squares / count - mean * mean;
      double[] means = values.get(name + "running_mean");
      double[] variances = values.get(name + "running_var");
      means[channel] += 0.1 * (mean - means[channel]);
      variances[channel] += 0.1 * (variance * count / (count - 1) - variances[channel]);
    }
    double scale = values.get(name + "weight")[channel] / Math.sqrt(variance + 1e-5);
    double shift = values.get(name + "bias")[channel];
    for (double[][][] image : y) {
      for (double[] row : image[channel]) {
        for (int c = 0; c < size; c++) {
          row[c] = (row[c] - mean) * scale + shift;
        }
      }
    }
  }

  /** Running statistics and parameters as they are now. */
  public double[] values(String name) {
    return values.get(name);
  }

  private static double[][][][] pooledRelu(double[][][][] a, double[][][][] b) {
    int half = a[0][0].length / 2;
    double[][][][] pooled = new double[a.length][a[0].length][half][half];
    for (int n = 0; n < a.length; n++) {
      for (int k = 0; k < a[n].length; k++) {
        for (int r = 0; r < 2 * half; r++) {
          for (int c = 0; c < 2 * half; c++) {
            double value = a[n][k][r][c] + b[n][k][r][c];
            pooled[n][k][r / 2][c / 2] = Math.max(pooled[n][k][r / 2][c / 2], value);
          }
        }
      }
    }
    return pooled;
  }

  private static void each(double[][][][] x, java.util.function.DoubleUnaryOperator change) {
    for (double[][][] image : x) {
      for (double[][] channel : image) {
        for (double[] row : channel) {
          for (int c = 0; c < row.length; c++) {
            row[c] = change.applyAsDouble(row[c]);
          }
        }
      }
    }
  }
}
