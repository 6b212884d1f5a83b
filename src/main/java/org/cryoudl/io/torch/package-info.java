/**
 * Checkpoints that PyTorch's {@code torch.save} writes since version 1.6: a zip file of stored
 * records, {@code data.pkl} (a pickle that says which tensors there are and where they lie), {@code
 * data/N} (the storages' numbers), {@code byteorder} and {@code version}. Read only, and without
 * running any code that a checkpoint brings along.
 */
package org.cryoudl.io.torch;
