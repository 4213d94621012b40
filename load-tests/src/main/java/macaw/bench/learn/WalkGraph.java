package macaw.bench.learn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import macaw.records.DeterministicRandom;

/**
 * A directed graph with a goal, node 0, and what a path to it is worth. The task of Chen et al. 2021 (Decision Transformer, section 5.2) with the sizes
 * and the measure of trlx's example: 21 nodes, an edge between two with probability 0.1, paths of at most 10 nodes.
 */
final class WalkGraph {
    static final int NODES = 21;
    static final int GOAL = 0;
    /** Nodes of the longest path, its start included. */
    static final int LONGEST = 10;

    private static final double EDGE = 0.1;
    private static final String EDGES = "random walks: edges";
    private static final String WALKS = "random walks: walks";

    private final int[][] successors;
    private final int[] shortest; // nodes on the shortest path to the goal, both ends included

    private WalkGraph(int[][] successors, int[] shortest) {
        this.successors = successors;
        this.shortest = shortest;
    }

    /** The graph of these successors, of which the goal's are not read; from every node there must be a path that is short enough. */
    static WalkGraph of(int[][] successors) {
        int[] shortest = shortest(successors);
        if (!isSolvable(shortest)) {
            throw new IllegalArgumentException("a node has no path of fewer than " + LONGEST + " nodes to the goal");
        }
        return new WalkGraph(successors, shortest);
    }

    /** A random one: graphs with a node from which the goal is out of reach are drawn again. */
    static WalkGraph random(long seed) {
        for (int attempt = 0; ; attempt++) {
            var random = DeterministicRandom.of(seed, EDGES, attempt, 0);
            int[][] successors = new int[NODES][];
            for (int node = 0; node < NODES; node++) {
                List<Integer> ends = new ArrayList<>();
                for (int end = 0; end < NODES; end++) {
                    boolean drawn = random.nextDouble() < EDGE;
                    if (drawn && end != node) {
                        ends.add(end);
                    }
                }
                successors[node] = ends.stream().mapToInt(Integer::intValue).toArray();
            }
            int[] shortest = shortest(successors);
            if (isSolvable(shortest)) {
                return new WalkGraph(successors, shortest);
            }
        }
    }

    private static boolean isSolvable(int[] shortest) {
        // one of LONGEST nodes is worth nothing even where it is the best
        return Arrays.stream(shortest).allMatch(nodes -> nodes > 0 && nodes < LONGEST);
    }

    /** Breadth first from the goal, against the edges; 0 where no path is. */
    private static int[] shortest(int[][] successors) {
        int[] nodes = new int[successors.length];
        nodes[GOAL] = 1;
        Queue<Integer> reached = new ArrayDeque<>(List.of(GOAL));
        while (!reached.isEmpty()) {
            int end = reached.remove();
            for (int node = 0; node < successors.length; node++) {
                if (nodes[node] == 0 && node != GOAL && isEdge(successors, node, end)) {
                    nodes[node] = nodes[end] + 1;
                    reached.add(node);
                }
            }
        }
        return nodes;
    }

    private static boolean isEdge(int[][] successors, int from, int to) {
        return Arrays.stream(successors[from]).anyMatch(end -> end == to);
    }

    int nodes() {
        return successors.length;
    }

    /** The nodes to which an edge of each node goes. */
    int[][] successors() {
        return Arrays.stream(successors).map(int[]::clone).toArray(int[][]::new);
    }

    /** Nodes on the shortest path from each node to the goal, both ends included. */
    int[] shortest() {
        return shortest.clone();
    }

    /** All nodes but the goal. */
    int[] starts() {
        return IntStream.range(1, nodes()).toArray();
    }

    /** A walk that takes any edge until it meets the goal or is as long as one may be. */
    int[] walk(long seed, int index) {
        var random = DeterministicRandom.of(seed, WALKS, index, 0);
        int[] walk = new int[LONGEST];
        walk[0] = 1 + random.nextInt(nodes() - 1);
        int length = 1;
        while (length < LONGEST && walk[length - 1] != GOAL) {
            int[] ends = successors[walk[length - 1]];
            walk[length++] = ends[random.nextInt(ends.length)];
        }
        return Arrays.copyOf(walk, length);
    }

    /**
     * (L − n) / (L − n*) with n the path's nodes up to the goal, n* those of the shortest path from its start and L = {@value #LONGEST}: 1 for a shortest
     * path; 0 for one that takes an edge that is not there, leaves the graph, or is longer than L nodes without the goal. What stands behind the goal
     * does not count.
     */
    double optimality(int[] path) {
        int start = path[0];
        for (int i = 0; i < Math.min(path.length, LONGEST); i++) {
            boolean inGraph = path[i] >= 0 && path[i] < nodes();
            if (!inGraph || i > 0 && !isEdge(successors, path[i - 1], path[i])) {
                return 0;
            }
            if (path[i] == GOAL) {
                return (double) (LONGEST - i - 1) / (LONGEST - shortest[start]);
            }
        }
        return 0;
    }
}
