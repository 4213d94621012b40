package macaw.bench.peers;

import java.nio.file.Path;
import macaw.torch.TorchEngine;

/**
 * What every piece of work is measured with.
 *
 * @param torch libtorch in this process
 * @param work a folder that is gone afterwards
 * @param threads native threads of whoever measures
 * @param rounds of turns
 */
record BenchRun(Peers peers, TorchEngine torch, Path work, int threads, int rounds) {}
