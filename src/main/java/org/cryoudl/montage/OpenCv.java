package org.cryoudl.montage;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.cryoudl.network.tensors.NativeCache;

/** Loads OpenCV when it is needed first, from the folder that all native libraries have. */
final class OpenCv {

  static {
    NativeCache.prepareMatrices();
    Loader.load(opencv_imgproc.class);
    // Loops of this program run side by side; the library must not start threads for each of them.
    opencv_core.setNumThreads(1);
  }

  private OpenCv() {}

  /** Makes sure that it is loaded. */
  static void load() {
    // The static block has run when this is called.
  }
}
