"""How well can two noisy particles be told to show the same view, before anything is averaged?

    python3 src/bench/pair-views.py particles.mrcs particles.star truth.csv [PAIRS]      needs NumPy and SciPy

Draws PAIRS pairs (300) whose true directions differ by at most 10 degrees, and as many that differ by more than 40, and
prints the area under the curve (chance 0.5) of two kinds of scores. Amplitudes: correlation of polar spectra, the best
over all rotations. Phases too: the likelihood ratio of "both show one signal, rotated and shifted" to "two independent
signals"; the signal is Gaussian with the power spectrum that the particles themselves have beyond their noise, the noise
is white, and the ratio is averaged over 90 rotations and shifts of up to 8 pixels along each axis. The truth draws the
pairs and scores. The STAR file lists mean defocus in its fourth column; CTF as in data/views (300 kV, 2.7 mm, 0.1).
"""
import csv
import struct
import sys

import numpy as np
from scipy.ndimage import map_coordinates
from scipy.stats import rankdata

FINEST, ROTATIONS, SHIFT, ANGLES = 16, 90, 8, 64
PIXEL_ANGSTROMS = 5.6


def stack(path):
    data = open(path, "rb").read()
    nx, ny, nz, mode = struct.unpack("<4i", data[:16])
    start = 1024 + struct.unpack("<i", data[92:96])[0]
    kind = {0: "i1", 1: "<i2", 2: "<f4", 12: "<f2"}[mode]
    return np.frombuffer(data, kind, nx * ny * nz, start).reshape(nz, ny, nx).astype(np.float32)


def directions(path):
    rows = list(csv.DictReader(open(path)))
    rot, tilt = (np.radians([float(r[k]) for r in rows]) for k in ("rot", "tilt"))
    return np.stack([np.sin(tilt) * np.cos(rot), np.sin(tilt) * np.sin(rot), np.cos(tilt)], 1)


def area(score, same):
    ranks, p = rankdata(score), same.sum()
    return (ranks[same].sum() - p * (p + 1) / 2) / (p * (len(same) - p))


images = stack(sys.argv[1])
defocus = [float(line.split()[3]) for line in open(sys.argv[2]) if "@" in line]
views = directions(sys.argv[3])
wanted = int(sys.argv[4]) if len(sys.argv) > 4 else 300
count, box = len(images), images.shape[1]
random = np.random.default_rng(1)

f = np.fft.fftfreq(box)
ky, kx = np.meshgrid(f, f, indexing="ij")
shell = np.rint(np.hypot(kx, ky) * box).astype(int)
square = (kx**2 + ky**2) / PIXEL_ANGSTROMS**2
wave = 12.2643247 / np.sqrt(300e3 + 0.978466e-6 * 300e3**2)
phase = [np.pi * wave * square * d - np.pi / 2 * 2.7e7 * wave**3 * square**2 for d in defocus]
ctf = -np.stack([np.sqrt(0.99) * np.sin(p) + 0.1 * np.cos(p) for p in phase])
y, x = np.mgrid[:box, :box] - box / 2
radius = np.hypot(x, y)
mask = np.clip((0.45 * box - radius) / 3, 0, 1)
images -= images.mean((1, 2), keepdims=True)
noise = images[:, radius > 0.47 * box].var()
spectra = np.fft.fft2(images)

# Power of the signal in each shell: what there is beyond the noise, without the mean CTF.
power = (np.abs(spectra) ** 2).mean(0) / box**2
signal = np.zeros_like(power)
for k in range(1, FINEST + 1):
    at = shell == k
    signal[at] = max((power[at].mean() - noise) / (ctf[:, at] ** 2).mean(), 0)

apart = np.degrees(np.arccos(np.clip(views @ views.T, -1, 1)))
first, second = np.triu_indices(count, 1)
apart = apart[first, second]
near, far = np.flatnonzero(apart <= 10), np.flatnonzero(apart > 40)
pairs = np.r_[random.choice(near, min(wanted, len(near)), False), random.choice(far, wanted, False)]
same = apart[pairs] <= 10
first, second = first[pairs], second[pairs]


def around(plane):
    """A centred plane on rings and angles of half a turn."""
    angle, ring = np.arange(ANGLES) * np.pi / ANGLES, np.arange(2, FINEST + 1)[:, None]
    at = [box / 2 + ring * np.sin(angle), box / 2 + ring * np.cos(angle)]
    return map_coordinates(plane, at, order=1, mode="nearest")


amplitudes = np.fft.fftshift(np.abs(np.fft.fft2(images * mask)), axes=(1, 2))
for name, scale in (("amplitudes", lambda a: a), ("logarithm of amplitudes", np.log)):
    polar = np.stack([around(a) for a in amplitudes])
    polar = scale(polar + 1e-9)
    polar -= polar.mean(2, keepdims=True)
    polar /= polar.std(2, keepdims=True)
    lines = np.fft.rfft(polar, axis=2)
    rings = np.arange(2, FINEST + 1)[:, None]
    found = np.fft.irfft((lines[first].conj() * lines[second] * rings).sum(1), ANGLES, axis=1)
    print(f"{name}: {area(found.max(1), same):.3f}")


def rotated(i):
    """Transforms of a particle times its CTF over the noise, in all rotations."""
    plane = np.fft.ifft2(ctf[i] * spectra[i]).real * mask
    turned = []
    for t in np.arange(ROTATIONS) * 2 * np.pi / ROTATIONS:
        at = [box / 2 + np.sin(t) * x + np.cos(t) * y, box / 2 + np.cos(t) * x - np.sin(t) * y]
        turned.append(map_coordinates(plane, at, order=3))
    return np.fft.fft2(turned) / noise


# Of two particles with precisions p and q and weighted data a and b, the log-likelihood ratio of a coefficient of a
# common signal of power S is S |a + b|^2 / (1 + S (p + q)) less that of each alone, and the same of the determinants.
near_zero = np.r_[0 : SHIFT + 1, box - SHIFT : box]
ratio = np.zeros(len(pairs))
bank, of = None, -1
for n in np.argsort(second, kind="stable"):
    i, j = first[n], second[n]
    if of != j:
        bank, of = rotated(j) / box, j
    a = ctf[i] * spectra[i] / noise / box
    p, q = ctf[i] ** 2 / noise, ctf[j] ** 2 / noise
    both = signal / (1 + signal * (p + q))
    cross = 2 * np.fft.ifft2(a.conj() * both * bank).real * box**2
    cross = cross[:, near_zero][:, :, near_zero]
    alone = np.abs(a) ** 2 * (both - signal / (1 + signal * p))
    alone += np.abs(bank[0]) ** 2 * (both - signal / (1 + signal * q))
    alone -= np.log((1 + signal * (p + q)) / ((1 + signal * p) * (1 + signal * q)))
    logs = (cross + alone.sum()) / 2  # a coefficient and its conjugate are one
    ratio[n] = logs.max() + np.log(np.exp(logs - logs.max()).mean())
print(f"likelihood ratio over rotation and shift: {area(ratio, same):.3f}")
for wrong in (0.01, 0.05, 0.2):
    right = (ratio[same] > np.quantile(ratio[~same], 1 - wrong)).mean()
    print(f"  {wrong:.0%} of the others taken for the same view: {right:.0%} of the same found")
