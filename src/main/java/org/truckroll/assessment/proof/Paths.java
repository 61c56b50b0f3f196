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

    /** An edge to the end that a person decided. */
    static final int ENDED = -1;

    private static final int FIRST_FAN = -2;

    /** Nodes, the first one once more at the end. */
    record Cycle(List<Integer> nodes) {}

    /** States are numbered by their distance from a start; among so many of the nearest circles the shortest is told. */
    private static final int CIRCLES_COMPARED = 40;

    private final IntList choiceOf;
    private final List<Choice> choices;
    private final IntList firstEdge;
    private final IntList edges;
    private final List<int[]> fans;
    private final IntList againFrom;
    private final IntList againFirst;
    private final IntList againEdges;
    private int longest;
    private int longestWithAgain;
    private int deepest;
    private int[] plain = {};

    Paths(
            IntList choiceOf,
            List<Choice> choices,
            IntList firstEdge,
            IntList edges,
            List<int[]> fans,
            IntList againFrom,
            IntList againFirst,
            IntList againEdges) {
        this.choiceOf = choiceOf;
        this.choices = choices;
        this.firstEdge = firstEdge;
        this.edges = edges;
        this.fans = fans;
        this.againFrom = againFrom;
        this.againFirst = againFirst;
        this.againEdges = againEdges;
    }

    /** An edge to all states of a fan. */
    static int toFan(int number) {
        return FIRST_FAN - number;
    }

    /** Fans are numbered after the states. */
    private int node(int edge) {
        return edge >= 0 ? edge : choiceOf.size() + FIRST_FAN - edge;
    }

    private boolean fan(int node) {
        return node >= choiceOf.size();
    }

    private int from(int node) {
        return fan(node) ? 0 : firstEdge.get(node);
    }

    private int to(int node) {
        return fan(node) ? fans.get(node - choiceOf.size()).length : firstEdge.get(node + 1);
    }

    private int edge(int node, int at) {
        return fan(node) ? fans.get(node - choiceOf.size())[at] : edges.get(at);
    }

    int longest() {
        return longest;
    }

    int longestWithAgain() {
        return longestWithAgain;
    }

    /** The states of the longest path without "again". */
    List<Integer> longestPath() {
        List<Integer> path = new ArrayList<>();
        int node = deepest;
        while (node >= 0) {
            if (!fan(node)) {
                path.add(node);
            }
            int next = -1;
            for (int i = from(node); i < to(node); i++) {
                int edge = edge(node, i);
                if (edge != ENDED && (next < 0 || plain[node(edge)] > plain[next])) {
                    next = node(edge);
                }
            }
            node = next;
        }
        return path;
    }

    /**
     * States in an order in which each comes after all that follow on it.
     *
     * @param circles takes a state of every circle; without circles none
     */
    private int[] ordered(BitSet circles) {
        int size = choiceOf.size() + fans.size();
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
            at[start] = from(start);
            while (depth >= 0) {
                int node = stack[depth];
                if (at[node] == to(node)) {
                    color[node] = 2;
                    order[done++] = node;
                    depth--;
                    continue;
                }
                int edge = edge(node, at[node]++);
                if (edge == ENDED) {
                    continue;
                }
                int next = node(edge);
                if (color[next] == 1) {
                    circles.set(next);
                }
                if (color[next] == 0) {
                    color[next] = 1;
                    at[next] = from(next);
                    stack[++depth] = next;
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
            for (int i = from(node); i < to(node); i++) {
                int edge = edge(node, i);
                if (edge == ENDED) {
                    continue;
                }
                int next = node(edge);
                if (next == start) {
                    return nodes(from, start, node);
                }
                if (from.putIfAbsent(next, node) == null) {
                    queue.add(next);
                }
            }
        }
        throw new IllegalStateException("State " + start + " is in no circle");
    }

    private List<Integer> nodes(Map<Integer, Integer> from, int start, int last) {
        List<Integer> nodes = new ArrayList<>();
        nodes.add(start);
        for (int step = last; step != start; step = from.get(step)) {
            nodes.add(0, step);
        }
        nodes.removeIf(this::fan);
        nodes.add(0, nodes.get(nodes.size() - 1));
        return nodes;
    }

    void measure(int starts) {
        int[] order = ordered(new BitSet());
        plain = new int[order.length];
        for (int node : order) {
            plain[node] = weight(node) + best(node, plain);
        }
        for (int start = 0; start < starts; start++) {
            if (plain[start] > longest) {
                longest = plain[start];
                deepest = start;
            }
        }
        int[] afterAgain = new int[order.length];
        for (int i = 0; i < againFrom.size(); i++) {
            int node = againFrom.get(i);
            for (int j = againFirst.get(i); j < againFirst.get(i + 1); j++) {
                afterAgain[node] = Math.max(afterAgain[node], plain[node(againEdges.get(j))]);
            }
        }
        int[] once = new int[order.length];
        for (int node : order) {
            once[node] = weight(node) + Math.max(best(node, once), afterAgain[node]);
        }
        longestWithAgain = Arrays.stream(once, 0, starts).max().orElse(0);
    }

    private int weight(int node) {
        return !fan(node) && choices.get(choiceOf.get(node)).recorded() ? 1 : 0;
    }

    private int best(int node, int[] along) {
        int best = 0;
        for (int i = from(node); i < to(node); i++) {
            int edge = edge(node, i);
            best = Math.max(best, edge == ENDED ? 1 : along[node(edge)]);
        }
        return best;
    }
}
