// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.lifecycle.models;

import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a process is drawn: everything is there, nothing lies on something else, flows touch what they connect. */
final class DiagramChecks {

    /** What may be drawn and so must be drawn. */
    private static final Set<String> OTHER_SHAPES =
            Set.of("textAnnotation", "group", "participant", "dataObjectReference", "dataStoreReference");

    private static final Set<String> OTHER_EDGES = Set.of("association", "messageFlow");

    /** Pixels that the Modeler's docking and rounding may be off. */
    private static final double TOLERANCE = 2;

    private record Shape(
            Rectangle2D bounds, boolean hasLabel, @Nullable XmlNode plane) {}

    private record Point(double x, double y) {}

    private record Edge(List<Point> points, boolean hasLabel) {}

    private final XmlNode definitions;
    private final Findings findings;
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<String, Edge> edges = new HashMap<>();

    DiagramChecks(XmlNode definitions, Findings findings) {
        this.definitions = definitions;
        this.findings = findings;
    }

    void run() {
        definitions.all().filter(node -> node.is("BPMNShape")).forEach(this::readShape);
        definitions.all().filter(node -> node.is("BPMNEdge")).forEach(this::readEdge);
        definitions.all().filter(XmlNode::isBpmn).forEach(this::checkDrawn);
        definitions.all().filter(node -> node.is("process", "subProcess")).forEach(this::checkScope);
    }

    private void readShape(XmlNode node) {
        var bounds = node.child("Bounds").flatMap(DiagramChecks::bounds);
        var label = node.child("BPMNLabel").flatMap(found -> found.child("Bounds"));
        bounds.ifPresent(rectangle ->
                shapes.put(node.attribute("bpmnElement"), new Shape(rectangle, label.isPresent(), node.parent())));
    }

    private void readEdge(XmlNode node) {
        var points = new ArrayList<Point>();
        node.children("waypoint")
                .forEach(point -> points.add(new Point(number(point.attribute("x")), number(point.attribute("y")))));
        var label = node.child("BPMNLabel").flatMap(found -> found.child("Bounds"));
        if (points.size() >= 2 && points.stream().noneMatch(point -> Double.isNaN(point.x + point.y))) {
            edges.put(node.attribute("bpmnElement"), new Edge(points, label.isPresent()));
        }
    }

    private static Optional<Rectangle2D> bounds(XmlNode node) {
        var rectangle = new Rectangle2D.Double(
                number(node.attribute("x")),
                number(node.attribute("y")),
                number(node.attribute("width")),
                number(node.attribute("height")));
        var isDrawn = rectangle.width > 0 && rectangle.height > 0 && !Double.isNaN(rectangle.x + rectangle.y);
        return isDrawn ? Optional.of(rectangle) : Optional.empty();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private void checkDrawn(XmlNode node) {
        var isShape = BpmnChecks.isFlowNode(node) || OTHER_SHAPES.contains(node.name());
        var isEdge = node.is("sequenceFlow") || OTHER_EDGES.contains(node.name());
        if (isShape && !shapes.containsKey(node.id()) || isEdge && !edges.containsKey(node.id())) {
            findings.error(
                    node, "it is not drawn", "draw it in the Modeler; a shape needs bounds, a flow two waypoints");
            return;
        }
        if (node.label().isEmpty()) {
            return;
        }
        var what = "the label has no place in the diagram";
        if (isShape && node.name().endsWith("Event") && !shapes.get(node.id()).hasLabel()) {
            findings.error(node, what, "place the label in the Modeler and save");
        } else if (isShape
                        && node.name().endsWith("Gateway")
                        && !shapes.get(node.id()).hasLabel()
                || node.is("sequenceFlow") && !edges.get(node.id()).hasLabel()) {
            findings.warning(node, what, "place the label in the Modeler and save");
        }
    }

    private void checkScope(XmlNode scope) {
        var nodes = scope.children().stream()
                .filter(BpmnChecks::isFlowNode)
                .filter(node -> shapes.containsKey(node.id()))
                .toList();
        for (int i = 0; i < nodes.size(); i++) {
            for (int j = i + 1; j < nodes.size(); j++) {
                checkApart(nodes.get(i), nodes.get(j));
            }
            checkInside(scope, nodes.get(i));
            if (nodes.get(i).is("boundaryEvent")) {
                checkAttached(nodes.get(i));
            }
        }
        var flows = scope.children("sequenceFlow")
                .filter(flow -> edges.containsKey(flow.id()))
                .toList();
        for (int i = 0; i < flows.size(); i++) {
            checkDocked(flows.get(i));
            checkFree(flows.get(i), nodes);
            checkInside(scope, flows.get(i));
            for (int j = i + 1; j < flows.size(); j++) {
                checkUncrossed(flows.get(i), flows.get(j));
            }
        }
    }

    private void checkApart(XmlNode one, XmlNode other) {
        var attached = one.attribute("attachedToRef").equals(other.id())
                || other.attribute("attachedToRef").equals(one.id());
        if (!attached && boundsOf(one.id()).intersects(boundsOf(other.id()))) {
            findings.error(other, "it lies on '" + one.id() + "'", "move the two apart");
        }
    }

    private void checkInside(XmlNode scope, XmlNode node) {
        var outer = shapes.get(scope.id());
        if (!scope.is("subProcess") || outer == null) {
            return;
        }
        var inner = shapes.get(node.id());
        if (inner != null && inner.plane() != outer.plane()) {
            return;
        }
        var room = grown(outer.bounds());
        var isInside = inner != null
                ? room.contains(inner.bounds())
                : isOnAnotherPlane(scope, outer)
                        || edges.get(node.id()).points().stream().allMatch(point -> room.contains(point.x, point.y));
        if (!isInside) {
            findings.error(node, "it is drawn outside of '" + scope.id() + "'", "move it inside, or enlarge the frame");
        }
    }

    private boolean isOnAnotherPlane(XmlNode scope, Shape outer) {
        return scope.children().stream()
                .map(child -> shapes.get(child.id()))
                .anyMatch(shape -> shape != null && shape.plane() != outer.plane());
    }

    private void checkAttached(XmlNode event) {
        var host = shapes.get(event.attribute("attachedToRef"));
        var bounds = boundsOf(event.id());
        if (host != null && (!host.bounds().intersects(bounds) || host.bounds().contains(bounds))) {
            findings.error(event, "it does not sit on the border of its activity", "drag it back to the border");
        }
    }

    private void checkDocked(XmlNode flow) {
        var points = edges.get(flow.id()).points();
        checkDocked(flow, flow.attribute("sourceRef"), points.get(0), "start");
        checkDocked(flow, flow.attribute("targetRef"), points.get(points.size() - 1), "end");
    }

    private void checkDocked(XmlNode flow, String node, Point point, String which) {
        var shape = shapes.get(node);
        if (shape != null && !grown(shape.bounds()).contains(point.x, point.y)) {
            findings.error(flow, "the flow does not " + which + " at '" + node + "'", "dock the flow to the shape");
        }
    }

    private void checkFree(XmlNode flow, List<XmlNode> nodes) {
        for (var node : nodes) {
            var isEnd =
                    node.id().equals(flow.attribute("sourceRef")) || node.id().equals(flow.attribute("targetRef"));
            // A flow may leave a boundary event through the activity's own border.
            var isHost = nodes.stream()
                    .anyMatch(event -> event.attribute("attachedToRef").equals(node.id())
                            && event.id().equals(flow.attribute("sourceRef")));
            var inner = boundsOf(node.id());
            var core = new Rectangle2D.Double(
                    inner.getX() + TOLERANCE,
                    inner.getY() + TOLERANCE,
                    inner.getWidth() - 2 * TOLERANCE,
                    inner.getHeight() - 2 * TOLERANCE);
            if (!isEnd && !isHost && segments(flow).stream().anyMatch(core::intersectsLine)) {
                findings.warning(flow, "the flow runs through '" + node.id() + "'", "lead it around the shape");
            }
        }
    }

    private void checkUncrossed(XmlNode one, XmlNode other) {
        // Flows that share an end touch there by design.
        var ends = List.of(one.attribute("sourceRef"), one.attribute("targetRef"));
        var meets = ends.contains(other.attribute("sourceRef")) || ends.contains(other.attribute("targetRef"));
        var crosses =
                segments(one).stream().anyMatch(left -> segments(other).stream().anyMatch(left::intersectsLine));
        if (!meets && crosses) {
            findings.warning(other, "the flow crosses '" + one.id() + "'", "lead one of the flows around the other");
        }
    }

    private List<Line2D> segments(XmlNode flow) {
        var points = edges.get(flow.id()).points();
        var lines = new ArrayList<Line2D>();
        for (int i = 1; i < points.size(); i++) {
            var from = points.get(i - 1);
            var to = points.get(i);
            lines.add(new Line2D.Double(from.x, from.y, to.x, to.y));
        }
        return lines;
    }

    private Rectangle2D boundsOf(String id) {
        return shapes.get(id).bounds();
    }

    private static Rectangle2D grown(Rectangle2D bounds) {
        return new Rectangle2D.Double(
                bounds.getX() - TOLERANCE,
                bounds.getY() - TOLERANCE,
                bounds.getWidth() + 2 * TOLERANCE,
                bounds.getHeight() + 2 * TOLERANCE);
    }
}
