// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.assessment.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long the ways through the states are, and whether one of them turns in a circle. */
final class Paths {

    /** An edge to the end that a person decided. Every other negative edge is a state reached by "again": {@code ~state - 1}. */
    static final int ENDED = -1;

    /** Nodes, the first one once more at the end. */
    record Cycle(List<Integer> nodes) {}

    /** States are numbered by their distance from a start; among so many of the nearest circles the shortest is told. */
    private static final int CIRCLES_COMPARED = 40;

    private final IntList choiceOf;
    private final List<Choice> choices;
    private final IntList firstEdge;
    private final IntList edges;
    private int longest;
    private int longestWithAgain;
    private int deepest;

    Paths(IntList choiceOf, List<Choice> choices, IntList firstEdge, IntList edges) {
        this.choiceOf = choiceOf;
        this.choices = choices;
        this.firstEdge = firstEdge;
        this.edges = edges;
    }

    int longest() {
        return longest;
    }

    int longestWithAgain() {
        return longestWithAgain;
    }

    /** The start of the longest path. */
    int deepest() {
        return deepest;
    }

    static boolean again(int edge) {
        return edge < ENDED;
    }

    static int target(int edge) {
        return again(edge) ? ~(edge + 1) : edge;
    }

    /**
     * States in an order in which each comes after all that follow on it.
     *
     * @param circles takes a state of every circle; without circles none
     */
    private int[] ordered(BitSet circles) {
        int size = choiceOf.size();
        int[] order = new int[size];
        int done = 0;
        byte[] color = new byte[size];
        int[] at = new int[size];
        int[] stack = new int[size];
        for (int start = 0; start < size; start++) {
            if (color[start] != 0) {
                continue;
            }
            int depth = 0;
            stack[0] = start;
            color[start] = 1;
            at[start] = firstEdge.get(start);
            while (depth >= 0) {
                int node = stack[depth];
                if (at[node] == firstEdge.get(node + 1)) {
                    color[node] = 2;
                    order[done++] = node;
                    depth--;
                    continue;
                }
                int edge = edges.get(at[node]++);
                if (edge < 0) {
                    continue;
                }
                if (color[edge] == 1) {
                    circles.set(edge);
                }
                if (color[edge] == 0) {
                    color[edge] = 1;
                    at[edge] = firstEdge.get(edge);
                    stack[++depth] = edge;
                }
            }
        }
        return order;
    }

    /** A circle that no "again" breaks, as near to a start as there is one. */
    @Nullable
    Cycle cycle() {
        BitSet circles = new BitSet();
        ordered(circles);
        return circles.stream()
                .limit(CIRCLES_COMPARED)
                .mapToObj(this::back)
                .min(Comparator.comparingInt(List::size))
                .map(Cycle::new)
                .orElse(null);
    }

    private List<Integer> back(int start) {
        Map<Integer, Integer> from = new HashMap<>();
        Deque<Integer> queue = new ArrayDeque<>();
        queue.add(start);
        while (!queue.isEmpty()) {
            int node = queue.poll();
            for (int i = firstEdge.get(node); i < firstEdge.get(node + 1); i++) {
                int edge = edges.get(i);
                if (edge == start) {
                    List<Integer> nodes = new ArrayList<>();
                    nodes.add(start);
                    for (int step = node; step != start; step = from.get(step)) {
                        nodes.add(1, step);
                    }
                    nodes.add(start);
                    return nodes;
                }
                if (edge >= 0 && from.putIfAbsent(edge, node) == null) {
                    queue.add(edge);
                }
            }
        }
        throw new IllegalStateException("State " + start + " is in no circle");
    }

    void measure(int starts) {
        int[] order = ordered(new BitSet());
        int[] plain = new int[order.length];
        for (int node : order) {
            plain[node] = weight(node) + best(node, plain, null);
        }
        int[] once = new int[order.length];
        for (int node : order) {
            once[node] = weight(node) + best(node, once, plain);
        }
        longest = Arrays.stream(plain, 0, starts).max().orElse(0);
        for (int start = 0; start < starts; start++) {
            if (once[start] > longestWithAgain) {
                longestWithAgain = once[start];
                deepest = start;
            }
        }
    }

    private int weight(int node) {
        return choices.get(choiceOf.get(node)).recorded() ? 1 : 0;
    }

    private int best(int node, int[] along, int @Nullable [] afterAgain) {
        int best = 0;
        for (int i = firstEdge.get(node); i < firstEdge.get(node + 1); i++) {
            int edge = edges.get(i);
            if (edge >= 0) {
                best = Math.max(best, along[edge]);
            } else if (edge == ENDED) {
                best = Math.max(best, 1);
            } else if (afterAgain != null) {
                best = Math.max(best, afterAgain[target(edge)]);
            }
        }
        return best;
    }
}
