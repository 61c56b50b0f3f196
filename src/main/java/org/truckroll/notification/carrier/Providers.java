// SPDX-FileCopyrightText: the Truckroll authors
// SPDX-License-Identifier: Apache-2.0
package org.truckroll.notification.carrier;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import org.truckroll.notification.Channel;

/** The configured providers and their order (EVADO-19). A setting that cannot work stops the start, not the first message. */
@Component
public class Providers implements Routes {

    private static final Logger log = LoggerFactory.getLogger(Providers.class);

    /** Names stand in addresses, metrics and logs. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private static final String KIND = "kind";

    private final Map<String, Carrier> carriers;
    private final ObjectProvider<SslBundles> bundles;
    private final Map<String, Route> byName = new TreeMap<>();
    private final Map<Channel, List<Route>> order = new EnumMap<>(Channel.class);
    private final Map<String, Map<Channel, List<Route>>> orderOf = new HashMap<>();

    Providers(ProviderProperties properties, List<Carrier> carriers, ObjectProvider<SslBundles> bundles) {
        this.bundles = bundles;
        this.carriers = carriers.stream().collect(Collectors.toMap(Carrier::kind, Function.identity()));
        properties.providers().forEach((name, values) -> byName.put(name, route(name, values)));
        String prefix = "truckroll.notification.order";
        for (Channel channel : Channel.values()) {
            order.put(channel, usual(prefix, channel, properties.order().get(channel)));
        }
        properties.orderOf().forEach((division, lists) -> {
            Map<Channel, List<Route>> own = new EnumMap<>(Channel.class);
            lists.forEach((channel, names) -> own.put(channel, listed(prefix + "-of." + division, channel, names)));
            orderOf.put(division, own);
        });
        for (Channel channel : List.of(Channel.MAIL, Channel.SMS)) {
            if (order.getOrDefault(channel, List.of()).isEmpty()) {
                log.warn("Nobody carries this channel where a division names nobody: channel={}", channel);
            }
        }
        byName.values()
                .forEach(route -> log.info(
                        "Provider was set up: provider={} kind={} channels={}",
                        route.provider(),
                        route.settings().kind(),
                        new TreeSet<>(route.carrier().channels(route.settings()))));
    }

    @Override
    public List<Route> of(String division, Channel channel) {
        List<Route> own = orderOf.getOrDefault(division, Map.of()).get(channel);
        return own == null ? order.getOrDefault(channel, List.of()) : own;
    }

    /** The provider of that name. */
    public Optional<Route> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All of them, by name. */
    public List<Route> all() {
        return List.copyOf(byName.values());
    }

    private Route route(String name, Map<String, String> values) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException(
                    Setting.name(name) + ": a name has small letters, digits and dashes, at most 40");
        }
        String kind = Optional.ofNullable(values.get(KIND)).orElse("");
        Carrier carrier = carriers.get(kind);
        if (carrier == null) {
            throw new IllegalStateException(
                    Setting.name(name) + ".kind is one of " + String.join(", ", new TreeSet<>(carriers.keySet())));
        }
        var settings = new CarrierSettings(name, kind, known(name, carrier, values));
        carrier.check(settings);
        known(Setting.SSL_BUNDLE, settings);
        known("oauth2." + Setting.SSL_BUNDLE, settings);
        return new Route(carrier, settings);
    }

    private void known(String key, CarrierSettings settings) {
        SslBundles all = bundles.getIfAvailable();
        if (settings.find(key)
                .filter(name -> all == null || !all.getBundleNames().contains(name))
                .isPresent()) {
            throw Setting.wrong(settings, key, "is no bundle of spring.ssl.bundle");
        }
    }

    /** With the keys as the carrier writes them: from the environment they come in small letters and without dashes. */
    private static Map<String, String> known(String name, Carrier carrier, Map<String, String> values) {
        Map<String, String> settings = new HashMap<>();
        values.forEach((given, value) -> {
            String key = given.equals(KIND) ? given : key(name, carrier, given);
            if (settings.put(key, value) != null) {
                throw new IllegalStateException(Setting.name(name) + "." + key + " is given twice");
            }
        });
        settings.remove(KIND);
        return settings;
    }

    private static String key(String name, Carrier carrier, String given) {
        return carrier.keys().stream()
                .filter(key ->
                        key.endsWith(".") ? given.startsWith(key) : plain(key).equals(plain(given)))
                .map(key -> key.endsWith(".") ? given : key)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(Setting.name(name) + "." + given
                        + " is not a setting of the kind " + carrier.kind() + "; it knows "
                        + String.join(", ", new TreeSet<>(carrier.keys()))));
    }

    private static String plain(String key) {
        return key.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private List<Route> usual(String prefix, Channel channel, @Nullable List<String> names) {
        if (names != null) {
            return listed(prefix, channel, names);
        }
        List<Route> offering = byName.values().stream()
                .filter(route -> route.carrier().channels(route.settings()).contains(channel))
                .toList();
        if (offering.size() > 1) {
            throw new IllegalStateException(prefix + "." + text(channel) + " is missing: "
                    + String.join(", ", offering.stream().map(Route::provider).toList())
                    + " offer this channel; say in which order they are tried");
        }
        return offering;
    }

    private List<Route> listed(String prefix, Channel channel, List<String> names) {
        String setting = prefix + "." + text(channel);
        if (channel == Channel.PAGE) {
            throw new IllegalStateException(setting + ": the page needs no provider");
        }
        if (new HashSet<>(names).size() < names.size()) {
            throw new IllegalStateException(setting + " names a provider twice");
        }
        return names.stream().map(name -> offered(setting, channel, name)).toList();
    }

    private Route offered(String setting, Channel channel, String name) {
        Route route = byName.get(name);
        if (route == null) {
            throw new IllegalStateException(
                    setting + ": there is no provider " + name + "; known are " + String.join(", ", byName.keySet()));
        }
        if (!route.carrier().channels(route.settings()).contains(channel)) {
            throw new IllegalStateException(setting + ": the provider " + name + " offers only "
                    + new TreeSet<>(route.carrier().channels(route.settings())));
        }
        return route;
    }

    private static String text(Channel channel) {
        return channel.name().toLowerCase(Locale.ROOT);
    }
}
