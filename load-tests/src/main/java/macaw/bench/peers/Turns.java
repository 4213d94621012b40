package macaw.bench.peers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import macaw.bench.peers.Row.Measured;

/** Lets contenders measure one after the other, again and again: a machine that gets slower gets slower for all of them. */
final class Turns {
    private Turns() {}

    /** What each of them measured in so many rounds. Closes them. */
    static List<Measured> take(String work, int rounds, List<? extends Contender> contenders)
            throws IOException, InterruptedException {
        List<List<Double>> figures = new ArrayList<>();
        contenders.forEach(contender -> figures.add(new ArrayList<>()));
        try {
            for (int round = 1; round <= rounds; round++) {
                System.err.println(work + ": " + round + " of " + rounds);
                for (int i = 0; i < contenders.size(); i++) {
                    figures.get(i).add(contenders.get(i).measure());
                }
            }
        } finally {
            contenders.forEach(Contender::close);
        }
        List<Measured> measured = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            measured.add(new Measured(contenders.get(i).name(), figures.get(i)));
        }
        return measured;
    }
}
