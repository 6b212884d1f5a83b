"""Writes python-protocol-N.pt: files as torch.save makes them, by CPython's pickle and zipfile.

PyTorch itself is not needed: the modules that its pickles name are stood in for here. Run in this
folder: python3 make_checkpoint.py
"""

import collections
import io
import pickle
import struct
import sys
import types
import zipfile

torch = types.ModuleType("torch")
utils = types.ModuleType("torch._utils")
sys.modules["torch"], sys.modules["torch._utils"] = torch, utils


def named(module, name):
    made = type(name, (), {}) if name.endswith("Storage") else types.FunctionType((lambda: 0).__code__, {}, name)
    made.__module__, made.__qualname__ = module.__name__, name
    setattr(module, name, made)
    return made


FLOAT, LONG = named(torch, "FloatStorage"), named(torch, "LongStorage")
TENSOR, PARAMETER = named(utils, "_rebuild_tensor_v2"), named(utils, "_rebuild_parameter")


class Storage:
    def __init__(self, kind, key, numbers):
        self.kind, self.key, self.numbers = kind, key, numbers


class Tensor:
    def __init__(self, storage, shape, strides):
        self.rest = (storage, 0, shape, strides, False, collections.OrderedDict())

    def __reduce_ex__(self, protocol):
        return TENSOR, self.rest


class Parameter:
    def __init__(self, data):
        self.data = data

    def __reduce_ex__(self, protocol):
        return PARAMETER, (self.data, True, collections.OrderedDict())


class StateDict(collections.OrderedDict):
    """Pickled as an OrderedDict with attributes, like what state_dict() returns."""

    def __reduce_ex__(self, protocol):
        versions = {"_metadata": collections.OrderedDict([("", {"version": 1})])}
        return collections.OrderedDict, (), versions, None, iter(self.items())


class Pickler(pickle.Pickler):
    def persistent_id(self, value):
        if isinstance(value, Storage):
            return ("storage", value.kind, value.key, "cuda:0", len(value.numbers))
        return None


def save(name, protocol):
    weight = Storage(FLOAT, "0", [0.5 * i - 1 for i in range(12)])
    count = Storage(LONG, "1", [321])
    momentum = Storage(FLOAT, "2", [0.0] * 12)
    state = StateDict()
    state["module.stem.weight"] = Parameter(Tensor(weight, (2, 3, 2), (6, 2, 1)))
    state["module.stem.norm.num_batches_tracked"] = Tensor(count, (), ())
    state["module.turned"] = Tensor(weight, (2, 2, 3), (6, 1, 2))
    optimizer = {
        "state": {0: {"step": 70000, "exp_avg": Tensor(momentum, (2, 3, 2), (6, 2, 1))}},
        "param_groups": [{"lr": 3e-4, "betas": (0.9, 0.999), "amsgrad": False, "params": [0]}],
    }
    text = io.BytesIO()
    Pickler(text, protocol).dump({"epoch": 3, "model": state, "optimizer": optimizer})
    with zipfile.ZipFile(name, "w", zipfile.ZIP_STORED) as archive:
        stem = name[: -len(".pt")]
        archive.writestr(stem + "/data.pkl", text.getvalue())
        archive.writestr(stem + "/byteorder", "little")
        for storage, code in ((weight, "f"), (count, "q"), (momentum, "f")):
            numbers = struct.pack("<%d%s" % (len(storage.numbers), code), *storage.numbers)
            archive.writestr(stem + "/data/" + storage.key, numbers)
        archive.writestr(stem + "/version", "3\n")


save("python-protocol-2.pt", 2)
save("python-protocol-4.pt", 4)
