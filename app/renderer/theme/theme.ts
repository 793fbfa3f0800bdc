/**
 * Mantine's theme: sizes and behaviour of its components, and how its variants map to the tokens of `tokens.css`. It names
 * variables, never colours. Scroll locking is off: the page itself never scrolls, and its lock would be an inline style.
 */
import {
  createTheme,
  defaultVariantColorsResolver,
  Drawer,
  Menu,
  Modal,
  type MantineColorsTuple,
  type VariantColorsResolver,
  Tooltip,
} from '@mantine/core';

/** Mantine wants ten shades of each colour; ours has one, and the variants come from `mantine.css`. */
function shades(token: string): MantineColorsTuple {
  const shade = `var(${token})`;
  return [shade, shade, shade, shade, shade, shade, shade, shade, shade, shade];
}

/** A filled button's text: Mantine would take white, which the bright accent of the dark themes cannot carry. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  if (input.variant !== 'filled') return resolved;
  return { ...resolved, color: input.color === 'danger' ? 'var(--on-danger)' : 'var(--on-accent)' };
};

const overlay = { lockScroll: false, overlayProps: { backgroundOpacity: 1, color: 'var(--scrim)' } };

export const theme = createTheme({
  primaryColor: 'accent',
  colors: { accent: shades('--accent'), danger: shades('--danger'), neutral: shades('--muted') },
  variantColorResolver,
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' } },
    ActionIcon: { defaultProps: { size: 28, variant: 'subtle', color: 'neutral' } },
    TextInput: { defaultProps: { size: 'xs' } },
    PasswordInput: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    Autocomplete: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false, checkIconPosition: 'right' } },
    Checkbox: { defaultProps: { size: 'xs', iconColor: 'var(--on-accent)' } },
    Switch: { defaultProps: { size: 'sm', withThumbIndicator: false } },
    SegmentedControl: { defaultProps: { size: 'xs', withItemsBorders: false } },
    Tabs: { defaultProps: { keepMounted: false } },
    Drawer: Drawer.extend({ defaultProps: { ...overlay, position: 'right', size: 520 } }),
    Modal: Modal.extend({ defaultProps: { ...overlay, centered: true } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'none', position: 'bottom-end' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, multiline: true, maw: 480 } }),
  },
});
