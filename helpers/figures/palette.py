"""The colours of all pictures: those of Okabe and Ito, told apart by colour-blind eyes too.

helpers/widgets/shared/style.css has the same ones for the interactives.
"""

GREEN, VERMILION, ORANGE, BLUE = "#009E73", "#D55E00", "#E69F00", "#0072B2"
PURPLE, SKY = "#CC79A7", "#56B4E9"

GATE_COLOURS = {
    "input": GREEN,
    "forget": VERMILION,
    "candidate": ORANGE,
    "output": BLUE,
}
# Greys that let words and lines be seen on any ground, white or dark.
INK, PALE = "#767676", "#8a8a8a"
