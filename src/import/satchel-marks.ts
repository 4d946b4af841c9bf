/** PRODID of the cards that Satchel writes, by which it knows them again and reads their labels and blanks to the letter. */
export const satchelProdId = '-//Satchel//Contacts//EN'
